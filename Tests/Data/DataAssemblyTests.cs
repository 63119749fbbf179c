using Worker.Data;

namespace Tests.Data;

public sealed class DataAssemblyTests
{
    [Fact]
    public void Fewer_labels_than_asked_for_are_said_with_numbers()
    {
        var data = DataAssembly.Assemble(Source(200), new DataRequest { Format = DataFormat.Debtags, Labels = 10, MinPositives = 5 });
        Assert.Contains("asked for 10 labels, but only 2 have at least 5 positives in the training part; these are used", data.Warnings);
        Assert.Equal(["often", "sometimes"], data.LabelNames);
    }

    [Fact]
    public void The_most_frequent_labels_are_taken_without_a_word()
    {
        var data = DataAssembly.Assemble(Source(200), new DataRequest { Format = DataFormat.Debtags, Labels = 1 });
        Assert.Equal(["often"], data.LabelNames);
        Assert.DoesNotContain(data.Warnings, warning => warning.StartsWith("asked", StringComparison.Ordinal));
    }

    [Fact]
    public void Labels_without_a_positive_in_a_part_are_counted()
    {
        var data = DataAssembly.Assemble(Source(200), new DataRequest { Format = DataFormat.Debtags });
        Assert.Contains(
            "1 of 3 labels have no positive in the validation part: average precision and AUC leave them out there, and labels_evaluated counts the others",
            data.Warnings);
    }

    [Fact]
    public void Training_rows_without_labels_are_counted()
    {
        var data = DataAssembly.Assemble(Source(200), new DataRequest { Format = DataFormat.Debtags, Labels = 1 });
        Assert.Contains(data.Warnings, warning => warning.EndsWith("training rows carry none of the 1 labels", StringComparison.Ordinal));
    }

    [Fact]
    public void No_label_left_is_a_problem() => Assert.Contains(
        "a label needs at least 500 positives in the training part, but none of 3 has them",
        Assert.Throws<DataProblem>(() => DataAssembly.Assemble(Source(200), new DataRequest { Format = DataFormat.Debtags, MinPositives = 500 })).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Too_few_rows_to_split_is_a_problem() => Assert.Contains(
        "every part needs a row",
        Assert.Throws<DataProblem>(() => DataAssembly.Assemble(Source(2), new DataRequest { Format = DataFormat.Debtags })).Message,
        StringComparison.Ordinal);

    [Fact]
    public void More_rows_than_there_are_is_said()
    {
        var data = DataAssembly.Assemble(Source(200), new DataRequest { Format = DataFormat.Debtags, Rows = 201 });
        Assert.Contains("asked for 201 rows, but the source has only 200; all are used", data.Warnings);
    }

    [Fact]
    public void Exactly_the_rows_asked_for_are_taken()
    {
        var data = DataAssembly.Assemble(Source(200), new DataRequest { Format = DataFormat.Debtags, Rows = 100 });
        Assert.Equal((64, 16, 20), (data.Train.Count, data.Validation.Count, data.Test.Count));
    }

    [Fact]
    public void A_test_file_is_the_test_part_and_validation_is_cut_from_the_rest()
    {
        var data = DataAssembly.Assemble(Source(200) with { TestRows = 50 }, new DataRequest { Format = DataFormat.Mulan, TrainPath = "a", HeaderPath = "b" });
        Assert.Equal((126, 24, 50), (data.Train.Count, data.Validation.Count, data.Test.Count));
        Assert.Equal(Enumerable.Range(150, 50).Select(row => row + 1f), data.Test.Features.Values);
    }

    [Fact]
    public void Features_are_fitted_to_the_training_rows()
    {
        IReadOnlyList<int> fittedTo = [];
        var source = Source(200);
        var data = DataAssembly.Assemble(
            source with
            {
                FitFeatures = rows =>
                {
                    fittedTo = rows;
                    return source.FitFeatures(rows);
                },
            },
            new DataRequest { Format = DataFormat.Debtags });
        Assert.Equal(data.Train.Features.Values, fittedTo.Select(row => row + 1f));
    }

    [Fact]
    public void A_sample_keeps_groups_whole_and_most_members_when_others_join()
    {
        string[] groups = [.. Enumerable.Range(0, 300).Select(row => $"group {row / 3}")];
        var sample = RowSample.Take(groups, 90, seed: 1);
        Assert.Equal(90, sample.Length);
        Assert.All(sample.GroupBy(row => groups[row]), group => Assert.Equal(3, group.Count()));

        var later = RowSample.Take([.. groups, "group new"], 90, seed: 1);
        Assert.True(later.Intersect(sample).Count() >= 84);
    }

    [Theory]
    [InlineData(0, 1, "`rows` must be at least 1, but is 0 at data.rows")]
    [InlineData(1, 0, "`min_positives` must be at least 1, but is 0 at data.min_positives")]
    public void Numbers_out_of_range_are_refused(int rows, int minPositives, string message) => Assert.Equal(
        message,
        Assert.Throws<DataProblem>(new DataRequest { Format = DataFormat.Debtags, Rows = rows, MinPositives = minPositives }.Check).Message);

    /// <summary>Every second row has `often`, every fifth `sometimes`, only the first `once`; the only feature is the row's number plus one.</summary>
    private static SourceRows Source(int rows) => new()
    {
        LabelNames = ["often", "once", "sometimes"],
        Labels = LabelRows.FromRows(3, [.. Enumerable.Range(0, rows).Select(row =>
            new[] { (row % 2 == 0, 0), (row == 0, 1), (row % 5 == 0, 2) }.Where(label => label.Item1).Select(label => label.Item2).ToArray())]),
        Groups = [.. Enumerable.Range(0, rows).Select(row => $"row {row}")],
        FitFeatures = _ => new SparseRows(
            1, [.. Enumerable.Range(0, rows + 1)], new int[rows], [.. Enumerable.Range(0, rows).Select(row => row + 1f)]),
        Description = "made by a test",
    };
}
