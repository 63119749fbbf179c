using Shared.Randomness;

namespace Coordinator.Deciding.Search;

/// <summary>
/// Sobol's sequence with hashed Owen scrambling (Burley 2020, "Practical Hash-based Owen Scrambling",
/// JCGT 9(4)), for any number of dimensions.
/// </summary>
/// <remarks>
/// Notation: x_i,d in [0, 1) is coordinate d of point i; V_d,k the direction number of dimension d and bit k.
/// x_i,d is the exclusive or of V_d,k over the bits k set in i (Sobol 1967), with V from the primitive polynomials
/// and initial numbers of Joe and Kuo 2008 (doi:10.1137/070709359).
/// The first 2^k points have exactly one point in each of the 2^k slices of every coordinate.
/// Dimensions come in blocks of eight; each block visits the points in an order of its own (Burley's padding, section 5),
/// which keeps that property without a table that ends somewhere.
/// </remarks>
internal sealed class SobolSequence
{
    private const int BlockSize = 8;

    private static readonly uint[][] Directions = [.. Polynomials().Select(DirectionNumbers)];

    private readonly uint[] scrambles;
    private readonly uint[] shuffles;

    public SobolSequence(int dimensions, SeededGenerator random)
    {
        scrambles = new uint[dimensions];
        shuffles = new uint[dimensions / BlockSize + 1];
        foreach (ref var seed in scrambles.AsSpan()) seed = (uint)(random.NextUInt64() >> 32);
        foreach (ref var seed in shuffles.AsSpan()) seed = (uint)(random.NextUInt64() >> 32);
    }

    /// <summary>Coordinate <paramref name="dimension"/> of point <paramref name="index"/>, in [0, 1).</summary>
    public double Coordinate(uint index, int dimension)
    {
        var directions = Directions[dimension % BlockSize];
        var shuffled = Scramble(index, shuffles[dimension / BlockSize]);
        uint bits = 0;
        for (var k = 0; shuffled != 0; k++, shuffled >>= 1)
            if ((shuffled & 1) != 0) bits ^= directions[k];
        return Scramble(bits, scrambles[dimension]) * (1.0 / (1UL << 32));
    }

    /// <summary>
    /// A random permutation of 32-bit numbers in which each bit depends on the bits above it alone (nested uniform scrambling),
    /// so that numbers which begin alike stay together: slices of the unit interval, and runs of 2^k points.
    /// </summary>
    private static uint Scramble(uint x, uint seed)
    {
        x = ReverseBits(x);
        // Laine and Karras 2011; an even factor carries low bits into high ones only.
        x += seed;
        x ^= x * 0x6c50b47cu;
        x ^= x * 0xb82f1e52u;
        x ^= x * 0xc7afe638u;
        x ^= x * 0x8d22f6e6u;
        return ReverseBits(x);
    }

    private static uint ReverseBits(uint x)
    {
        x = (x << 16) | (x >> 16);
        x = ((x & 0x00ff00ff) << 8) | ((x & 0xff00ff00) >> 8);
        x = ((x & 0x0f0f0f0f) << 4) | ((x & 0xf0f0f0f0) >> 4);
        x = ((x & 0x33333333) << 2) | ((x & 0xcccccccc) >> 2);
        return ((x & 0x55555555) << 1) | ((x & 0xaaaaaaaa) >> 1);
    }

    /// <summary>Rows 2 to 8 of Joe and Kuo's table (new-joe-kuo-6): coefficients a of the polynomial and initial numbers m. Dimension 1 is van der Corput's.</summary>
    private static (uint A, uint[] M)[] Polynomials() =>
    [
        (0, []),
        (0, [1]),
        (1, [1, 3]),
        (1, [1, 3, 1]),
        (2, [1, 1, 1]),
        (1, [1, 1, 3, 3]),
        (4, [1, 3, 5, 13]),
        (2, [1, 1, 5, 5, 17]),
    ];

    private static uint[] DirectionNumbers((uint A, uint[] M) row)
    {
        var (a, m) = row;
        var s = m.Length;
        var v = new uint[32];
        for (var k = 0; k < 32; k++)
        {
            if (s == 0) v[k] = 1u << (31 - k);
            else if (k < s) v[k] = m[k] << (31 - k);
            else
            {
                v[k] = v[k - s] ^ (v[k - s] >> s);
                for (var j = 1; j < s; j++)
                    if (((a >> (s - 1 - j)) & 1) != 0) v[k] ^= v[k - j];
            }
        }
        return v;
    }
}
