using Shared.Randomness;

namespace Worker.Resampling;

/// <summary>Which training rows an epoch visits, and in which order.</summary>
internal interface IResampling
{
    /// <summary>What the user should know before the training starts, e.g. that the setting changes nothing.</summary>
    IReadOnlyList<string> Warnings { get; }

    /// <summary>
    /// The positives of each label expected among N drawn rows, N being the number of training rows: the n_c "as resampled"
    /// from which an output bias starts. Not clipped. Length C.
    /// </summary>
    double[] ExpectedPositives { get; }

    /// <summary>The rows of the next epoch. Cut into batches by the caller; the same draws give the same rows.</summary>
    /// <param name="length">How many; see <see cref="EpochLength"/>.</param>
    int[] NextEpoch(int length, SeededGenerator random);
}
