using System.Text;

namespace Worker.Data;

/// <summary>
/// A hash that is the same on every machine and in every version, which `string.GetHashCode` is not: 64-bit FNV-1a over
/// UTF-8, followed by the first rounds of MurmurHash3's finaliser, since the low bits of FNV-1a of short words are poor.
/// </summary>
internal static class WordHash
{
    public static ulong Of(string text)
    {
        var hash = 0xcbf29ce484222325UL;
        foreach (var b in Encoding.UTF8.GetBytes(text)) hash = (hash ^ b) * 0x100000001b3UL;
        hash ^= hash >> 33;
        hash *= 0xff51afd7ed558ccdUL;
        return hash ^ (hash >> 33);
    }
}
