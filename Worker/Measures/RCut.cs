namespace Worker.Measures;

/// <summary>Predicts the k labels with the highest scores of each row (Yang 2001, rank-based); of equal scores the lower label.</summary>
internal static class RCut
{
    /// <returns>The predicted labels of one row, highest score first.</returns>
    public static int[] Predict(ReadOnlySpan<float> scoresOfRow, int k)
    {
        var top = new int[Math.Min(k, scoresOfRow.Length)];
        TopLabels.Select(scoresOfRow, top);
        return top;
    }
}
