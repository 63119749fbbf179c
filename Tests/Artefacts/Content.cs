using System.Security.Cryptography;
using Shared.Randomness;
using Shared.Trials;

namespace Tests.Artefacts;

/// <summary>Bytes that differ with their length, and their address.</summary>
internal sealed class Content
{
    public Content(int length)
        : this(Draw(length))
    {
    }

    public Content(byte[] bytes) => (Bytes, Address) = (bytes, ArtefactAddress.Parse(Convert.ToHexStringLower(SHA256.HashData(bytes))));

    public byte[] Bytes { get; }

    public ArtefactAddress Address { get; }

    public Stream ToStream() => new MemoryStream(Bytes);

    private static byte[] Draw(int length)
    {
        var random = new SeededGenerator((ulong)length, "content");
        var bytes = new byte[length];
        for (var index = 0; index < length; index++) bytes[index] = (byte)random.NextInt32(256);
        return bytes;
    }
}
