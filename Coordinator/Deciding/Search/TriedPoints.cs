namespace Coordinator.Deciding.Search;

/// <summary>Points that were tried already, compared coordinate by coordinate; NaN (does not exist) equals NaN.</summary>
internal sealed class TriedPoints(IEnumerable<double[]> points) : IEqualityComparer<double[]>
{
    private readonly List<double[]> points = [.. points];
    private HashSet<double[]>? hashed;

    public int Count => points.Count;

    /// <summary>Whether a point was tried: for a single question, which a comparison with each answers faster than a table can be built.</summary>
    public bool Contains(double[] point) => hashed?.Contains(point) ?? points.Exists(tried => Equals(tried, point));

    /// <summary>Prepares for many questions.</summary>
    public void Index() => hashed ??= new HashSet<double[]>(points, this);

    public bool Equals(double[]? x, double[]? y)
    {
        for (var i = 0; i < x!.Length; i++)
            if (!x[i].Equals(y![i])) return false;
        return true;
    }

    public int GetHashCode(double[] point)
    {
        var hash = 17UL;
        foreach (var coordinate in point) hash = (hash ^ BitConverter.DoubleToUInt64Bits(coordinate)) * 0x9E3779B97F4A7C15UL;
        return (int)(hash >> 32);
    }
}
