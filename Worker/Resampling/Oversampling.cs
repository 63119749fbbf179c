using System.Globalization;
using Shared.Randomness;
using Worker.Data;

namespace Worker.Resampling;

/// <summary>
/// `oversample`: rows that carry a rare label are drawn with replacement until they make up a given share of the epoch;
/// the others come each once a pass. With a share of .5 this is TensorFlow's `sample_from_datasets(weights=[.5, .5])`
/// over rare and other rows.
/// </summary>
internal sealed class Oversampling : IResampling
{
    public const string Name = "oversample";

    private readonly LabelRows _train;
    private readonly int[] _rare;
    private readonly int[] _others;
    private readonly ShuffledRows _otherStream;
    private readonly NoResampling _everyRow;

    /// <summary>The share of rare rows in an epoch, never below the natural one.</summary>
    private readonly double _share;

    /// <param name="train">The labels of the training rows.</param>
    /// <param name="positiveShare">The share of rare rows an epoch shall have, above 0 and at most 1.</param>
    /// <param name="rareBelow">A label is rare if it has at most so many positives; null for the median over labels.</param>
    public Oversampling(LabelRows train, double positiveShare, double? rareBelow)
    {
        if (!(positiveShare is > 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(positiveShare), positiveShare, "the share of rare rows lies above 0 and is at most 1");
        _train = train;
        var counts = train.CountPositives();
        var limit = rareBelow ?? Median(counts);
        bool IsRare(int row) => train.Of(row).ToArray().Any(label => counts[label] <= limit);
        _rare = [.. Enumerable.Range(0, train.Count).Where(IsRare)];
        _others = [.. Enumerable.Range(0, train.Count).Except(_rare)];
        _otherStream = new ShuffledRows(_others);

        var natural = (double)_rare.Length / train.Count;
        IsIdle = _rare.Length == 0 || positiveShare <= natural;
        _share = IsIdle ? natural : positiveShare;
        Warnings = WarningsOf(positiveShare, natural, limit);
        ExpectedPositives = Expect();
        _everyRow = new NoResampling(train);
    }

    /// <summary>Whether the share asked for is no higher than the natural one, so that every row is drawn once as without resampling.</summary>
    public bool IsIdle { get; }

    public IReadOnlyList<string> Warnings { get; }

    public double[] ExpectedPositives { get; }

    public int[] NextEpoch(int length, SeededGenerator random)
    {
        if (IsIdle) return _everyRow.NextEpoch(length, random);
        var epoch = new int[length];
        var rare = (int)Math.Round(_share * length, MidpointRounding.AwayFromZero);
        foreach (ref var row in epoch.AsSpan(0, rare)) row = _rare[random.NextInt32(_rare.Length)];
        _otherStream.Fill(epoch.AsSpan(rare), random);
        ShuffledRows.Shuffle(epoch, random);
        return epoch;
    }

    private IReadOnlyList<string> WarningsOf(double asked, double natural, double limit)
    {
        if (_rare.Length == 0)
            return [string.Create(CultureInfo.InvariantCulture, $"oversample changes nothing: no training row carries a label with at most {limit} positives")];
        return asked < natural
            ? [string.Create(CultureInfo.InvariantCulture, $"oversample changes nothing: positive_share is {asked:0.###}, and rows with a label of at most {limit} positives already are {natural:0.###} of the training rows")]
            : [];
    }

    private double[] Expect()
    {
        var natural = Array.ConvertAll(_train.CountPositives(), positives => (double)positives);
        if (IsIdle) return natural;
        var inRare = _train.Select(_rare).CountPositives();
        return [.. natural.Select((positives, label) =>
            _train.Count * (_share * inRare[label] / _rare.Length + (1 - _share) * (positives - inRare[label]) / _others.Length))];
    }

    private static double Median(int[] counts)
    {
        int[] sorted = [.. counts.Order()];
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2.0;
    }
}
