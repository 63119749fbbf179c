namespace Worker.Measures;

/// <summary>Values by name, in the order they were computed. A measure that is not defined here is absent, never zero or NaN.</summary>
internal sealed class MeasureValues : OrderedDictionary<string, double>
{
    public MeasureValues()
        : base(StringComparer.Ordinal)
    {
    }

    /// <summary>Adds the mean of the values there are; nothing where there are none.</summary>
    public void AddMean(string name, double sum, int count)
    {
        if (count > 0) Add(name, sum / count);
    }
}
