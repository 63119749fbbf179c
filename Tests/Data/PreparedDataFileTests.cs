using Worker.Data;

namespace Tests.Data;

public sealed class PreparedDataFileTests : IDisposable
{
    private readonly DataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_saved_is_loaded_again()
    {
        var data = Sample("made by a test", "one warning");
        PreparedDataFile.Save(data, _folder.Path("a.data"));

        var loaded = PreparedDataFile.Load(_folder.Path("a.data"));

        Assert.Equal(data.Fingerprint, loaded.Fingerprint);
        Assert.Equal(data.LabelNames, loaded.LabelNames);
        Assert.Equal(data.Warnings, loaded.Warnings);
        Assert.Equal(data.Source, loaded.Source);
        Assert.Equal(data.Train.Features.Values, loaded.Train.Features.Values);
        Assert.Equal(data.Test.Labels.Indices, loaded.Test.Labels.Indices);
        Assert.Equal([_folder.Path("a.data")], Directory.GetFiles(_folder.Root));
    }

    [Fact]
    public void The_fingerprint_is_of_the_content_and_not_of_the_notes() =>
        Assert.Equal(Sample("here").Fingerprint, Sample("there", "a warning").Fingerprint);

    [Fact]
    public void Another_value_is_another_fingerprint() =>
        Assert.NotEqual(Sample("here").Fingerprint, Sample("here", value: 2.5f).Fingerprint);

    [Fact]
    public void A_missing_file_is_a_problem() => Refuses("does not exist", () => PreparedDataFile.Load(_folder.Path("none.data")));

    [Fact]
    public void A_file_cut_off_anywhere_is_a_problem()
    {
        var whole = PreparedDataFile.Encode(Sample("here"));
        for (var length = 0; length < whole.Length; length++)
            Assert.Throws<DataProblem>(() => PreparedDataFile.Decode(whole.AsSpan(0, length), "data"));
    }

    [Fact]
    public void A_file_with_any_byte_changed_is_a_problem()
    {
        var whole = PreparedDataFile.Encode(Sample("here"));
        for (var i = 0; i < whole.Length; i++)
        {
            // Bytes 12 to 15 of the header are reserved, and the checksum covers them too.
            var changed = whole.ToArray();
            changed[i] ^= 0x41;
            Assert.Throws<DataProblem>(() => PreparedDataFile.Decode(changed, "data"));
        }
    }

    [Fact]
    public void Another_version_is_named()
    {
        var file = PreparedDataFile.Encode(Sample("here"));
        file[8] = 9;
        Refuses("data has version 9 of prepared data, and this program reads version 1; prepare the data again", () => PreparedDataFile.Decode(file, "data"));
    }

    [Fact]
    public void A_length_beyond_the_file_is_refused_before_anything_is_allocated()
    {
        // A sound header and checksum around a content that claims two billion labels.
        var file = PreparedDataFile.Encode(Sample("here"));
        BitConverter.TryWriteBytes(file.AsSpan(32), 2_000_000_000);
        System.Security.Cryptography.SHA256.HashData(file.AsSpan(..^32), file.AsSpan(^32..));

        var before = GC.GetAllocatedBytesForCurrentThread();
        Refuses("names a length of 2000000000", () => PreparedDataFile.Decode(file, "data"));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Fact]
    public void Saving_over_a_file_replaces_it()
    {
        PreparedDataFile.Save(Sample("first"), _folder.Path("a.data"));
        PreparedDataFile.Save(Sample("second"), _folder.Path("a.data"));
        Assert.Equal("second", PreparedDataFile.Load(_folder.Path("a.data")).Source);
    }

    [Theory]
    [InlineData(new[] { 0, 2 }, new[] { 1, 1 })]
    [InlineData(new[] { 0, 2 }, new[] { 1, 0 })]
    [InlineData(new[] { 0, 2 }, new[] { 1, 3 })]
    [InlineData(new[] { 0, 1 }, new[] { 0, 1 })]
    [InlineData(new[] { 0, 2, 1, 2 }, new[] { 0, 1 })]
    public void Rows_that_are_none_cannot_be_made(int[] offsets, int[] indices) =>
        Assert.Throws<ArgumentException>(() => new SparseRows(3, offsets, indices, new float[indices.Length]));

    internal static PreparedData Sample(string source, string? warning = null, float value = 1.5f) => new(
        ["a", "b"], 3, Part(value), Part(-1), Part(0.25f), source, warning is null ? [] : [warning]);

    private static void Refuses(string message, Action action) =>
        Assert.Contains(message, Assert.Throws<DataProblem>(action).Message, StringComparison.Ordinal);

    private static DataPart Part(float value) => new(
        new SparseRows(3, [0, 2, 2], [0, 2], [value, 3]), LabelRows.FromRows(2, [[0, 1], []]));
}
