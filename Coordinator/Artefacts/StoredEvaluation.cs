using System.IO.Compression;
using System.Text.Json;
using Coordinator.Deciding.Views;
using Shared.Protocol;
using Shared.Trials;

namespace Coordinator.Artefacts;

/// <summary>A trial's evaluation as it is stored, or why there is none.</summary>
/// <param name="Content">Compressed by gzip, at its beginning; null: there is none.</param>
/// <param name="Reason">Why.</param>
internal sealed record StoredEvaluation(Stream? Content, ArtefactAddress Address, string Reason)
{
    /// <summary>More than any honest one has: what a worker stored is small when packed and need not be so unpacked.</summary>
    private const int MostBytes = 64 << 20;

    public static async Task<StoredEvaluation> Open(IArtefactStore store, TrialSummary trial, CancellationToken cancellation)
    {
        if (trial.Artefacts is not { } artefacts) return None(trial, $"it is not completed, but {trial.Outcome}");
        if (!artefacts.TryGetValue(TrialFiles.Evaluation, out var address)) return None(trial, "its trainer left none, or there was no room to store it");
        if (await store.Open(address, cancellation) is not { } content) return None(trial, $"it is not kept any more; kept are {KeptEvaluations.Rule}");
        if (await IsGzip(content, cancellation)) return new StoredEvaluation(content, address, "");
        await content.DisposeAsync();
        return Broken(trial);
    }

    public static StoredEvaluation Broken(TrialSummary trial) => None(trial, "what its trainer stored under that name is no JSON compressed by gzip");

    /// <summary>The JSON itself; null: it is not sound.</summary>
    public async Task<byte[]?> Unpack(CancellationToken cancellation)
    {
        using var unpacked = new MemoryStream();
        await using var gzip = new GZipStream(Content!, CompressionMode.Decompress, leaveOpen: true);
        var buffer = new byte[1 << 16];
        try
        {
            for (int read; (read = await gzip.ReadAsync(buffer, cancellation)) > 0;)
            {
                if (unpacked.Length + read > MostBytes) return null;
                unpacked.Write(buffer, 0, read);
            }
            return unpacked.ToArray();
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>What it says; null: it is not sound.</summary>
    public async Task<Evaluation?> Read(CancellationToken cancellation)
    {
        if (await Unpack(cancellation) is not { } json) return null;
        try
        {
            return JsonSerializer.Deserialize(json, EvaluationJson.Default.Evaluation);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static StoredEvaluation None(TrialSummary trial, string reason) => new(null, default, $"trial {trial.Trial} has no evaluation: {reason}");

    private static async Task<bool> IsGzip(Stream content, CancellationToken cancellation)
    {
        var magic = new byte[2];
        var read = await content.ReadAtLeastAsync(magic, magic.Length, throwOnEndOfStream: false, cancellation);
        content.Position = 0;
        return read == magic.Length && magic is [0x1f, 0x8b];
    }
}
