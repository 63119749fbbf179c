using System.Security.Cryptography;
using Shared.Randomness;
using Shared.Trials;

namespace Tests.Artefacts;

/// <summary>Bytes that differ with their length, and their address.</summary>
internal sealed class Content
{
    public Content(int length)
    {
        var random = new SeededGenerator((ulong)length, "content");
        Bytes = new byte[length];
        for (var index = 0; index < length; index++) Bytes[index] = (byte)random.NextInt32(256);
        Address = ArtefactAddress.Parse(Convert.ToHexStringLower(SHA256.HashData(Bytes)));
    }

    public byte[] Bytes { get; }

    public ArtefactAddress Address { get; }

    public Stream ToStream() => new MemoryStream(Bytes);
}
