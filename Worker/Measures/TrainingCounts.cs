using Worker.Data;

namespace Worker.Measures;

/// <summary>A label's third by its number of positives in training.</summary>
internal enum Third
{
    All,
    Head,
    Medium,
    Tail,
}

/// <summary>Label counts of the training part, which say what is rare wherever quality is measured.</summary>
internal sealed class TrainingCounts
{
    private readonly Third[] _thirds;

    public TrainingCounts(LabelRows train)
    {
        Rows = train.Count;
        Positives = train.CountPositives();
        var labels = Positives.Length;
        _thirds = new Third[labels];
        foreach (var (rank, label) in Enumerable.Range(0, labels).OrderByDescending(label => Positives[label]).Index())
            _thirds[label] = 3L * rank < labels ? Third.Head : 3L * rank < 2L * labels ? Third.Medium : Third.Tail;
    }

    /// <summary>N of the training part.</summary>
    public int Rows { get; }

    /// <summary>n_c of the training part. Length C.</summary>
    public int[] Positives { get; }

    /// <summary>Head, medium or tail; of equal counts the lower label ranks first.</summary>
    public Third ThirdOf(int label) => _thirds[label];
}
