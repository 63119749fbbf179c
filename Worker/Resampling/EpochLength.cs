namespace Worker.Resampling;

/// <summary>How many rows an epoch visits.</summary>
internal static class EpochLength
{
    /// <param name="rows">N, the training rows.</param>
    /// <param name="batchSize">Rows a step.</param>
    /// <param name="stepsPerEpoch">
    /// Null for N rows, the last batch being shorter where they don't divide; otherwise as many full batches, so that early
    /// stopping looks sooner on large data. A following epoch goes on where this one ended.
    /// </param>
    public static int InRows(int rows, int batchSize, int? stepsPerEpoch) =>
        stepsPerEpoch is { } steps ? checked(steps * batchSize) : rows;
}
