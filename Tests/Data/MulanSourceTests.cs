using Worker.Data;

namespace Tests.Data;

public sealed class MulanSourceTests : IDisposable
{
    private const string Header = """
        <?xml version="1.0" encoding="utf-8"?>
        <labels xmlns="http://mulan.sourceforge.net/labels"><label name="late"></label><label name="it's here"/></labels>
        """;

    private const string Attributes = """
        % a comment
        @relation made
        @attribute width NUMERIC

        @attribute 'it\'s here' {0,1}
        @ATTRIBUTE flag{0, 1}
        @attribute late {0,1}
        @data

        """;

    private readonly DataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Dense_rows_give_features_in_the_files_order_and_labels_in_the_headers()
    {
        var source = Read("1.5,1,1,0\n% a comment\n\n -2e1 , 0,'0',1\r\n");

        Assert.Equal(["late", "it's here"], source.LabelNames);
        Assert.Equal([0, 1, 2], source.Labels.Offsets);
        Assert.Equal([1, 0], source.Labels.Indices);
        var features = Raw(source);
        Assert.Equal([1.5f, 1, -20], features.Values);
        Assert.Equal([0, 1, 0], features.Indices);
    }

    [Fact]
    public void Sparse_rows_say_the_same_in_any_order()
    {
        var source = Read("{2 1, 0 1.5 ,1 1}\n{0 -20,3 1}\n{}\n{ }");

        Assert.Equal([0, 1, 2, 2, 2], source.Labels.Offsets);
        Assert.Equal([1, 0], source.Labels.Indices);
        Assert.Equal([1.5f, 1, -20], Raw(source).Values);
    }

    [Theory]
    [InlineData("1,0,0\n", "a dense row needs 4 values, one an attribute, but has 3 at train.arff, line 9; the file may be cut off")]
    [InlineData("1,0,0,0,0\n", "a dense row needs 4 values, one an attribute, but has 5 at train.arff, line 9")]
    [InlineData("1,0,0,\n", "the value of 'late' must be a finite number, but is '' at train.arff, line 9")]
    [InlineData("1,?,0,0\n", "values must not be missing, but that of 'it's here' is `?` at train.arff, line 9")]
    [InlineData("x,0,0,0\n", "the value of 'width' must be a finite number, but is 'x' at train.arff, line 9")]
    [InlineData("NaN,0,0,0\n", "must be a finite number, but is 'NaN'")]
    [InlineData("1e99,0,0,0\n", "must be a finite number, but is '1e99'")]
    [InlineData("1,0,2,0\n", "the value of 'flag' must be 0 or 1, but is '2' at train.arff, line 9")]
    [InlineData("1,0,0,0.5\n", "the value of 'late' must be 0 or 1, but is '0.5' at train.arff, line 9")]
    [InlineData("{0 1,4 1}\n", "an index must be a whole number from 0 to 3, but is '4' at train.arff, line 9")]
    [InlineData("{-1 1}\n", "an index must be a whole number from 0 to 3, but is '-1'")]
    [InlineData("{99999999999 1}\n", "an index must be a whole number from 0 to 3")]
    [InlineData("{0 1,2 1,0 1}\n", "an attribute may stand in a row once, but number 0 is repeated at train.arff, line 9")]
    [InlineData("{0}\n", "a sparse row has `index value` pairs, but one is '0' at train.arff, line 9")]
    [InlineData("{0 1,}\n", "a sparse row has `index value` pairs, but one is '' at train.arff, line 9")]
    [InlineData("{0 1,2 1", "a sparse row ends with a closing brace, but has none at train.arff, line 9; the file may be cut off")]
    [InlineData("{0 1}, {2}\n", "nothing may follow a sparse row's closing brace")]
    [InlineData("", "a training file needs rows, but train.arff has none")]
    public void A_broken_row_is_refused_with_its_line(string rows, string message) => Refuses(message, () => Read(rows));

    [Theory]
    [InlineData("@attribute a numeric\n", "an ARFF file needs an @data line, but train.arff has none; it may be cut off")]
    [InlineData("@data\n", "an ARFF file needs attributes before @data, but has none at train.arff, line 1")]
    [InlineData("@attribute a string\n@data\n", "the attribute 'a' must be numeric or {0,1}, but its type is 'string' at train.arff, line 1")]
    [InlineData("@attribute a {red,green}\n@data\n", "the attribute 'a' must be numeric or {0,1}, but its type is '{red,green}'")]
    [InlineData("@attribute a\n@data\n", "the attribute 'a' has no type at train.arff, line 1")]
    [InlineData("@attribute 'a numeric\n@data\n", "has no end at train.arff, line 1")]
    [InlineData("@attribute a numeric\n@attribute a numeric\n@data\n", "an attribute may be declared once, but 'a' is declared again at train.arff, line 2")]
    [InlineData("garbage\n", "an ARFF header has @relation, @attribute and @data lines only, but another stands at train.arff, line 1")]
    public void A_broken_header_is_refused_with_its_line(string text, string message) =>
        Refuses(message, () => ReadFiles(text, Header));

    [Fact]
    public void A_label_that_is_declared_numeric_must_still_be_0_or_1() => Refuses(
        "labels must be 0 or 1, but attribute number 1 is 3 at train.arff, line 4",
        () => ReadFiles("@attribute x numeric\n@attribute y numeric\n@data\n1,3\n", "<labels><label name='y'/></labels>"));

    [Fact]
    public void One_zero_attributes_are_refused_in_sparse_rows_only()
    {
        const string header = "<labels><label name='y'/></labels>";
        const string attributes = "@attribute x {1,0}\n@attribute y {1,0}\n@data\n";
        Assert.Equal([0], ReadFiles(attributes + "0,1\n", header).Labels.Indices);
        Refuses("must be declared {0,1} where rows are sparse", () => ReadFiles(attributes + "{1 1}\n", header));
    }

    [Fact]
    public void A_label_the_rows_lack_is_named() => Refuses(
        "the header labels.xml names the label 'gone', which is no attribute of train.arff",
        () => ReadFiles(Attributes + "1,0,0,0\n", "<labels><label name='gone'/></labels>"));

    [Theory]
    [InlineData("<!DOCTYPE labels [<!ENTITY a \"b\">]><labels><label name='late'/></labels>", "a Mulan header must be well-formed XML without a DTD, but labels.xml is not")]
    [InlineData("<labels><label name='late'/>", "a Mulan header must be well-formed XML without a DTD, but labels.xml is not")]
    [InlineData("", "a Mulan header must be well-formed XML without a DTD, but labels.xml is not")]
    [InlineData("<tags/>", "a Mulan header begins with the element `labels`, but labels.xml does not")]
    [InlineData("<labels/>", "a Mulan header names at least one label, but labels.xml names none")]
    [InlineData("<labels><label/></labels>", "every label needs a `name`, but one has none at labels.xml, line 1")]
    [InlineData("<labels><label name='late'/>\n<label name='late'/></labels>", "a label may be named once, but 'late' is named again at labels.xml, line 2")]
    public void A_broken_label_header_is_refused(string header, string message) =>
        Refuses(message, () => ReadFiles(Attributes + "1,0,0,0\n", header));

    [Fact]
    public void Nested_labels_count_in_the_order_of_the_document() => Assert.Equal(
        ["late", "flag"],
        ReadFiles(Attributes + "1,0,0,0\n", "<labels><label name='late'><label name='flag'/></label></labels>").LabelNames);

    [Fact]
    public void A_header_that_leaves_no_feature_is_refused() => Refuses(
        "names every attribute of train.arff a label", () => ReadFiles("@attribute y {0,1}\n@data\n1\n", "<labels><label name='y'/></labels>"));

    [Fact]
    public void A_missing_file_is_named() => Refuses(
        "train.arff does not exist", () => MulanSource.Read(_folder.Path("train.arff"), null, _folder.Write("labels.xml", Header), new Preprocessing()));

    [Fact]
    public void A_line_without_end_is_refused() => Refuses(
        "a line may have at most 4194304 characters, but train.arff, line 9 has more",
        () => Read(new string('1', CappedLines.LongestLine + 1)));

    [Fact]
    public void Rows_of_a_test_file_come_last()
    {
        _folder.Write("test.arff", Attributes + "7,0,0,1\n");
        _folder.Write("train.arff", Attributes + "1,0,0,0\n2,1,0,0\n");
        var source = MulanSource.Read(_folder.Path("train.arff"), _folder.Path("test.arff"), _folder.Write("labels.xml", Header), new Preprocessing());
        Assert.Equal(1, source.TestRows);
        Assert.Equal([0, 0, 1, 2], source.Labels.Offsets);
    }

    [Fact]
    public void Test_attributes_must_be_those_of_the_training_file()
    {
        _folder.Write("test.arff", Attributes.Replace("flag", "flags", StringComparison.Ordinal) + "7,0,0,1\n");
        _folder.Write("train.arff", Attributes + "1,0,0,0\n");
        _folder.Write("labels.xml", Header);
        Refuses(
            "training and test file must have the same attributes, but number 2 is 'flag' (ZeroOne) in train.arff and 'flags' (ZeroOne) in test.arff",
            () => MulanSource.Read(_folder.Path("train.arff"), _folder.Path("test.arff"), _folder.Path("labels.xml"), new Preprocessing()));
    }

    [Fact]
    public void What_is_quoted_from_a_file_is_short_and_printable() =>
        Assert.Equal("'a?b" + new string('x', 37) + "...'", DataProblem.Quote("a\u001bb" + new string('x', 100)));

    private static SparseRows Raw(SourceRows source) => source.FitFeatures([0]);

    private static void Refuses(string message, Action action) =>
        Assert.Contains(message, Assert.Throws<DataProblem>(action).Message, StringComparison.Ordinal);

    private SourceRows Read(string rows) => ReadFiles(Attributes + rows, Header);

    private SourceRows ReadFiles(string train, string header) => MulanSource.Read(
        _folder.Write("train.arff", train), null, _folder.Write("labels.xml", header), new Preprocessing { Standardise = false });
}
