using Shared.Randomness;

namespace Worker.Data;

/// <summary>The rows of each part, ascending, as numbers of the source's rows.</summary>
internal sealed record DataSplit(int[] Train, int[] Validation, int[] Test)
{
    /// <summary>
    /// Samples as many rows as were asked for and splits them by iterative stratification over groups. With a test file
    /// its rows are the test part, and only the others are sampled and split.
    /// </summary>
    /// <param name="warnings">Receives a sentence where there are fewer rows than were asked for.</param>
    /// <exception cref="DataProblem">A part would be empty.</exception>
    public static DataSplit Of(SourceRows source, DataRequest request, ICollection<string> warnings)
    {
        var splittable = source.Labels.Count - (source.TestRows ?? 0);
        int[] rows = [.. Enumerable.Range(0, splittable)];
        if (request.Rows is { } wanted)
        {
            wanted -= source.TestRows ?? 0;
            if (wanted < 1)
                throw new DataProblem($"`rows` must exceed the {source.TestRows} rows of the test file, but is {request.Rows} at data.rows");
            if (wanted > splittable) warnings.Add($"asked for {request.Rows} rows, but the source has only {source.Labels.Count}; all are used");
            else if (wanted < splittable) rows = RowSample.Take([.. source.Groups.Take(splittable)], wanted, request.Seed);
        }

        double[] shares = source.TestRows is null
            ? [1 - request.ValidationShare - request.TestShare, request.ValidationShare, request.TestShare]
            : [1 - request.ValidationShare, request.ValidationShare];
        var groupNumbers = NumberGroups(rows, source.Groups);
        var partOf = IterativeStratification.Split(
            source.Labels.Select(rows), groupNumbers, shares, new SeededGenerator(request.Seed, "data", "split"));

        int[] test = source.TestRows is { } last ? [.. Enumerable.Range(splittable, last)] : RowsOf(2);
        var split = new DataSplit(RowsOf(0), RowsOf(1), test);
        if (split.Train.Length == 0 || split.Validation.Length == 0 || split.Test.Length == 0)
            throw new DataProblem(
                $"every part needs a row, but {rows.Length} rows give {split.Train.Length} for training, {split.Validation.Length} for validation and {split.Test.Length} for test; take more rows");
        return split;

        int[] RowsOf(int part) => [.. rows.Where((_, i) => partOf[i] == part)];
    }

    private static int[] NumberGroups(int[] rows, IReadOnlyList<string> groups)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        return Array.ConvertAll(rows, row =>
        {
            if (!numbers.TryGetValue(groups[row], out var number)) numbers.Add(groups[row], number = numbers.Count);
            return number;
        });
    }
}
