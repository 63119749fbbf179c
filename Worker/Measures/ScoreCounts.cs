using System.Numerics;
using System.Runtime.InteropServices;

namespace Worker.Measures;

/// <summary>How many scores reach a threshold, eight or sixteen at a time.</summary>
internal static class ScoreCounts
{
    public static int AtLeast(ReadOnlySpan<float> scores, float threshold)
    {
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(scores);
        var thresholds = new Vector<float>(threshold);
        var counts = Vector<int>.Zero;
        // A comparison's answer is -1 where it holds.
        foreach (var vector in vectors) counts -= Vector.GreaterThanOrEqual(vector, thresholds);
        var count = Vector.Sum(counts);
        foreach (var score in scores[(vectors.Length * Vector<float>.Count)..])
            if (score >= threshold) count++;
        return count;
    }

    public static (int AtLeast, int Equal) AtLeastAndEqual(ReadOnlySpan<float> scores, float threshold)
    {
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(scores);
        var thresholds = new Vector<float>(threshold);
        var counts = Vector<int>.Zero;
        var equals = Vector<int>.Zero;
        foreach (var vector in vectors)
        {
            counts -= Vector.GreaterThanOrEqual(vector, thresholds);
            equals -= Vector.Equals(vector, thresholds);
        }

        var count = Vector.Sum(counts);
        var equal = Vector.Sum(equals);
        foreach (var score in scores[(vectors.Length * Vector<float>.Count)..])
        {
            if (score >= threshold) count++;
            if (score == threshold) equal++;
        }

        return (count, equal);
    }

    /// <summary>The highest score, or infinity where there is none: as a threshold it then predicts nothing.</summary>
    public static float Highest(ReadOnlySpan<float> scores)
    {
        if (scores.IsEmpty) return float.PositiveInfinity;
        var highest = scores[0];
        foreach (var score in scores) highest = Math.Max(highest, score);
        return highest;
    }
}
