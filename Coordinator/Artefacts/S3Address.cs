using System.Text.RegularExpressions;

namespace Coordinator.Artefacts;

/// <summary>Where in which S3 artefacts are. It holds no secret: credentials come from the environment or from files, as AWS' own programs find them.</summary>
/// <param name="Prefix">Before every key: empty, or ending with a slash. An installation's own; whatever else lies below it would be taken for its artefacts.</param>
/// <param name="Endpoint">null: AWS.</param>
internal sealed partial record S3Address(string Bucket, string Prefix, Uri? Endpoint, string Region)
{
    public const string Scheme = "s3://";

    /// <summary>How an address is written.</summary>
    public const string Form = "s3://BUCKET[/PREFIX][?endpoint=URL&region=REGION]";

    /// <summary>Servers other than AWS' take any region, and this one when in doubt.</summary>
    private const string AnyRegion = "us-east-1";

    /// <param name="environment">By a variable's name: its value, or null.</param>
    /// <exception cref="FormatException">It is none.</exception>
    public static S3Address Parse(string text, Func<string, string?> environment)
    {
        var (place, query) = text[Scheme.Length..].Split('?', 2) is [var before, var after] ? (before, after) : (text[Scheme.Length..], "");
        if (place.AsSpan().ContainsAny('@', ':'))
            throw Wrong("must not hold credentials: give them as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment");
        var (bucket, prefix) = place.Split('/', 2) is [var first, var rest] ? (first, rest.TrimEnd('/')) : (place, "");
        if (!BucketPattern().IsMatch(bucket)) throw Wrong($"needs a bucket's name of 3 to 63 lower-case letters, digits, dots and hyphens, but got '{bucket}'");
        if (!PrefixPattern().IsMatch(prefix)) throw Wrong($"takes a prefix of letters, digits, '.', '_', '-' and '/', but got '{prefix}'");
        Uri? endpoint = null;
        string? region = null;
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            // A value may be a secret that somebody put there.
            var (name, value) = pair.Split('=', 2) is [var left, var right] ? (left, Uri.UnescapeDataString(right)) : (pair, "");
            switch (name)
            {
                case "endpoint" when endpoint is null: endpoint = Url(value); break;
                case "region" when region is null: region = RegionPattern().IsMatch(value) ? value : throw Wrong($"takes a region such as eu-central-1, but got '{value}'"); break;
                case "endpoint" or "region": throw Wrong($"has '{name}' twice");
                default: throw Wrong($"knows 'endpoint' and 'region' after the '?', but got '{name}'");
            }
        }
        region ??= environment("AWS_REGION") ?? environment("AWS_DEFAULT_REGION") ?? (endpoint is null ? null : AnyRegion);
        return new S3Address(bucket, prefix.Length == 0 ? "" : prefix + "/", endpoint, region ?? throw Wrong("needs region=REGION, or AWS_REGION in the environment, where no endpoint is given"));
    }

    /// <summary>As people are told of it.</summary>
    public override string ToString() => $"{Scheme}{Bucket}/{Prefix} at {Endpoint?.GetLeftPart(UriPartial.Authority) ?? $"AWS {Region}"}";

    private static Uri Url(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0 && url.PathAndQuery == "/"
            ? url
            : throw Wrong("takes an endpoint of the form https://HOST[:PORT], and got something else");

    private static FormatException Wrong(string what) => new($"--artefacts {Form} {what}");

    [GeneratedRegex(@"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\z")]
    private static partial Regex BucketPattern();

    [GeneratedRegex(@"^([A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*)?\z")]
    private static partial Regex PrefixPattern();

    [GeneratedRegex(@"^[a-z0-9-]{1,40}\z")]
    private static partial Regex RegionPattern();
}
