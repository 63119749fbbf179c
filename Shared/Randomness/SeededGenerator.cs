using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Shared.Randomness;

/// <summary>
/// xoshiro256** (Blackman and Vigna 2018, doi:10.1145/3460772), a generator of our own specification:
/// the same seed and stream names give the same numbers on every machine and in every version.
/// The state is the SHA-256 of the seed and the stream's names, so named substreams are independent of each other
/// and of the order in which they are made. Not for secrets.
/// </summary>
public sealed class SeededGenerator
{
    private ulong s0, s1, s2, s3;

    /// <param name="seed">The sweep's seed.</param>
    /// <param name="stream">Names of the substream, such as <c>"trial", "17", "shuffle"</c>.</param>
    public SeededGenerator(ulong seed, params ReadOnlySpan<string> stream)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(number, seed);
        hash.AppendData(number);
        foreach (var name in stream)
        {
            // The length in front keeps ("ab", "c") and ("a", "bc") apart.
            var bytes = Encoding.UTF8.GetBytes(name);
            BinaryPrimitives.WriteUInt64LittleEndian(number, (ulong)bytes.Length);
            hash.AppendData(number);
            hash.AppendData(bytes);
        }
        Span<byte> state = stackalloc byte[32];
        hash.GetHashAndReset(state);
        s0 = BinaryPrimitives.ReadUInt64LittleEndian(state);
        s1 = BinaryPrimitives.ReadUInt64LittleEndian(state[8..]);
        s2 = BinaryPrimitives.ReadUInt64LittleEndian(state[16..]);
        s3 = BinaryPrimitives.ReadUInt64LittleEndian(state[24..]);
    }

    /// <summary>Where the stream is: set to what it once was, the same numbers follow.</summary>
    public GeneratorPosition Position
    {
        get => new(s0, s1, s2, s3);
        set => (s0, s1, s2, s3) = value;
    }

    /// <summary>64 random bits.</summary>
    public ulong NextUInt64()
    {
        var result = BitOperations.RotateLeft(s1 * 5, 7) * 9;
        var t = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= t;
        s3 = BitOperations.RotateLeft(s3, 45);
        return result;
    }

    /// <summary>Uniform in [0, 1), a multiple of 2^-53.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in 0 .. <paramref name="exclusiveMax"/> - 1, without bias (Lemire 2019, arXiv:1805.10941).</summary>
    public int NextInt32(int exclusiveMax)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exclusiveMax);
        var range = (ulong)exclusiveMax;
        var high = Math.BigMul(NextUInt64(), range, out var low);
        if (low < range)
        {
            var threshold = unchecked(0UL - range) % range;
            while (low < threshold) high = Math.BigMul(NextUInt64(), range, out low);
        }
        return (int)high;
    }

    /// <summary>Puts the items into a random order (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = NextInt32(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }
}
