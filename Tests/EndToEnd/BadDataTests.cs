namespace Tests.EndToEnd;

/// <summary>Bad data costs one message with file and rule, and nothing that is finished.</summary>
[Collection(WholeSweeps.Name)]
public sealed class BadDataTests(FinishedSweep finished)
{
    [Fact]
    public Task A_missing_file() => Refused(
        folder => File.Delete(Path.Combine(folder, MulanFiles.Rows)), "does not exist");

    [Fact]
    public Task A_truncated_file() => Refused(
        folder => Rewrite(folder, MulanFiles.Rows, text => text[..(text.Length / 2)]), "the file may be cut off");

    [Fact]
    public Task A_label_that_is_neither_0_nor_1() => Refused(
        folder => Rewrite(folder, MulanFiles.Rows, text => text.TrimEnd()[..^1] + "2\n"), "the value of 'label5' must be 0 or 1, but is '2' at rows.arff, line 140");

    [Fact]
    public Task A_header_that_names_an_attribute_which_the_rows_lack() => Refused(
        folder => Rewrite(folder, MulanFiles.Labels, text => text.Replace("label5", "label6", StringComparison.Ordinal)), "label6");

    [Fact]
    public Task A_header_that_is_cut_off() => Refused(
        folder => Rewrite(folder, MulanFiles.Labels, text => text[..(text.Length / 2)]), "a Mulan header must be well-formed XML without a DTD, but labels.xml is not at line 1");

    /// <summary>With the data spoilt, another sweep is refused and the finished one still stands.</summary>
    private async Task Refused(Action<string> spoil, string message)
    {
        await using var place = await finished.Copy();
        place.Write("other.yaml", Specs.Small.Changed("name: small", "name: other"));
        spoil(place.Root);

        var refused = (await place.Sweeps("run", "other.yaml", "--json")).With(code: 2);

        Assert.Equal("", refused.Output);
        Assert.Contains(message, refused.Errors, StringComparison.Ordinal);
        Assert.Equal("sweeps: there is no sweep 'other' here: known are small", (await place.Sweeps("status", "other")).With(code: 2).Errors);
        Assert.Equal(finished.Run.LastLine, (await place.Sweeps("status", "small", "--json")).With(code: 0).LastLine);
    }

    private static void Rewrite(string folder, string name, Func<string, string> change)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, change(File.ReadAllText(path)));
    }
}
