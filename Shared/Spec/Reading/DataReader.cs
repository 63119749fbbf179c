using Shared.Catalogue;

namespace Shared.Spec.Reading;

/// <summary>The section <c>data</c>.</summary>
internal static class DataReader
{
    private const string Debtags = "debtags", Mulan = "mulan";

    /// <returns>null: the section is missing or no mapping, and the problem is noted.</returns>
    public static DataSpec? Read(MappingReader spec, SpecProblems problems)
    {
        var node = spec.Take("data");
        if (node is null)
        {
            problems.Add("", 0, "`data` is missing: it says what to train on, such as data: { format: debtags }");
            return null;
        }
        if (MappingReader.Open(node, "data", "a mapping with `format`", problems) is not { } data) return null;

        var format = (data.Take("format", new LegalValues.OneOf(Debtags, Mulan)) as Space.ParameterValue.Text)?.Value;
        if (data.Take("format") is null) problems.Add("data", data.Line, $"`format` is missing: it must be {Debtags} or {Mulan}");

        foreach (var key in (ReadOnlySpan<string>)["train", "test", "header", "standardise", "drop", "log"])
            if (format == Debtags) data.Refuse(key, $"`{key}` goes with format {Mulan}, but the format is {Debtags}");
        if (format == Mulan) data.Refuse("features", $"`features` goes with format {Debtags}, but the format is {Mulan}");
        if (format == Mulan && data.Take("train") is null) problems.Add("data", data.Line, "`train` is missing: the ARFF file with the rows");
        if (format == Mulan && data.Take("header") is null) problems.Add("data", data.Line, "`header` is missing: the XML file that names the labels");

        var testShare = data.TakeNumber("test_share", LegalValues.Number.Share);
        if (testShare is not null && data.Take("test") is { } testFile)
            problems.Add("data.test_share", testFile.Line, "`test_share` splits a test part off, but `test` already names one: leave one of them out");
        var read = new DataSpec(
            format ?? Debtags,
            data.TakeWhole("rows", 1, int.MaxValue),
            data.TakeWhole("labels", 1, 1_000_000),
            data.TakeWhole("min_positives", 1, int.MaxValue) ?? 1,
            data.TakeWhole("features", 1, 16_777_216),
            data.TakeText("train"),
            data.TakeText("test"),
            data.TakeText("header"),
            // Of the rows that are left after a test file: .16 gives 10,000 rows 6,400, 1,600 and 2,000.
            data.TakeNumber("validation_share", LegalValues.Number.Share) ?? 0.16,
            testShare ?? 0.2,
            data.TakeFlag("standardise"),
            data.TakeTexts("drop"),
            data.TakeTexts("log"));
        if (read.ValidationShare + read.TestShare >= 1)
            problems.Add("data", data.Line, $"`validation_share` and `test_share` must leave rows to train on, but are {read.ValidationShare} and {read.TestShare}");
        foreach (var both in read.Drop.Intersect(read.Log))
            problems.Add("data.log", data.Line, $"`log` must not name a feature that `drop` leaves out, but got '{Yaml.ShownText.Of(both)}'");
        data.Close();
        return read;
    }
}
