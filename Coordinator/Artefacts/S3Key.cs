using System.Globalization;
using Shared.Trials;

namespace Coordinator.Artefacts;

/// <summary>
/// What an object of ours is called: <c>SHA256</c>, an artefact's content, or <c>SHA256.20261125T201516.1234567Z</c>, an empty stamp that says when it was
/// stored last. S3's own time of an object has seconds, and would be renewed by nothing but storing the whole again.
/// </summary>
/// <param name="StoredAt">null: it is the content.</param>
internal readonly record struct S3Key(ArtefactAddress Address, DateTimeOffset? StoredAt)
{
    private const string Format = "yyyyMMdd'T'HHmmss.fffffff'Z'";

    public static S3Key? Parse(string key)
    {
        var (name, stamp) = key.Split('.', 2) is [var before, var after] ? (before, after) : (key, null);
        if (!ArtefactAddress.TryParse(name, out var address)) return null;
        if (stamp is null) return new S3Key(address, null);
        return DateTimeOffset.TryParseExact(stamp, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? new S3Key(address, at) : null;
    }

    public override string ToString() => StoredAt is { } at ? $"{Address}.{at.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture)}" : Address.ToString();
}
