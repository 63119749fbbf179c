using System.Globalization;
using System.Text;

namespace Worker.Data;

/// <summary>Where a data set's rows come from.</summary>
internal enum DataFormat
{
    /// <summary>Package descriptions and their debtags, from this machine's package lists.</summary>
    Debtags,

    /// <summary>ARFF rows (dense or sparse) and an XML header which names the labels.</summary>
    Mulan,
}

/// <summary>What to prepare: the `data` section of a spec. Paths are already resolved (see <see cref="DataRoot"/>).</summary>
internal sealed record DataRequest
{
    public required DataFormat Format { get; init; }

    /// <summary>How many rows to take, all parts together; null for all. A file with the test part is never cut.</summary>
    public int? Rows { get; init; }

    /// <summary>How many labels to take, the most frequent in training first; null for all.</summary>
    public int? Labels { get; init; }

    /// <summary>A label with fewer positives in the training part is left out.</summary>
    public int MinPositives { get; init; } = 1;

    /// <summary>mulan: the ARFF file with the training rows.</summary>
    public string? TrainPath { get; init; }

    /// <summary>mulan: the ARFF file with the test rows; null cuts the test part from the training file.</summary>
    public string? TestPath { get; init; }

    /// <summary>mulan: the XML file which names the labels.</summary>
    public string? HeaderPath { get; init; }

    /// <summary>The share of validation rows among the rows that are split (those not in a test file): .16, so that 10,000 rows give 6,400, 1,600 and 2,000.</summary>
    public double ValidationShare { get; init; } = 0.16;

    /// <summary>The share of test rows among all; of no effect with a test file.</summary>
    public double TestShare { get; init; } = 0.2;

    /// <summary>debtags: the number of hash buckets.</summary>
    public int Features { get; init; } = 2048;

    /// <summary>Chooses the rows and breaks ties of the split.</summary>
    public ulong Seed { get; init; } = 1;

    public Preprocessing Preprocessing { get; init; } = new();

    /// <summary>Everything that decides the outcome, one line each, for the name of a cached preparation.</summary>
    internal string Canonical()
    {
        var text = new StringBuilder();
        Line("format", Format);
        Line("rows", Rows);
        Line("labels", Labels);
        Line("min_positives", MinPositives);
        Line("test_file", TestPath is not null);
        Line("validation", ValidationShare);
        Line("test", TestShare);
        Line("features", Features);
        Line("seed", Seed);
        Line("standardise", Preprocessing.Standardise);
        Line("clip", Preprocessing.Clip);
        foreach (var name in Preprocessing.Drop) Line("drop", name);
        foreach (var (name, epsilon) in Preprocessing.Log) Line("log", $"{epsilon:R} {name}");
        return text.ToString();

        void Line(string key, object? value) => text.Append(CultureInfo.InvariantCulture, $"{key}={value}\n");
    }

    /// <exception cref="DataProblem">A number is out of its range, or a path is missing.</exception>
    internal void Check()
    {
        AtLeastOne("rows", Rows);
        AtLeastOne("labels", Labels);
        AtLeastOne("min_positives", MinPositives);
        AtLeastOne("features", Features);
        Share("validation", ValidationShare);
        Share("test", TestShare);
        if (ValidationShare + TestShare >= 1)
            throw new DataProblem($"`validation` and `test` must leave rows for training, but are {ValidationShare} and {TestShare} at data");
        if (Format == DataFormat.Mulan && (TrainPath is null || HeaderPath is null))
            throw new DataProblem("mulan data needs the paths of a training file (`train`) and of an XML header (`header`) at data");
        Preprocessing.Check();

        static void AtLeastOne(string name, int? value)
        {
            if (value < 1) throw new DataProblem($"`{name}` must be at least 1, but is {value} at data.{name}");
        }

        static void Share(string name, double value)
        {
            if (!(value is > 0 and < 1)) throw new DataProblem($"`{name}` must lie between 0 and 1, but is {value} at data.{name}");
        }
    }
}
