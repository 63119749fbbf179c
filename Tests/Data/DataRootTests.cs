using Worker.Data;

namespace Tests.Data;

public sealed class DataRootTests : IDisposable
{
    private readonly DataFolder _folder = new();

    public DataRootTests()
    {
        Directory.CreateDirectory(_folder.Path("root/sub"));
        _folder.Write("root/sub/a.arff", "");
        _folder.Write("outside.arff", "");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("sub/a.arff")]
    [InlineData("sub/../sub/./a.arff")]
    public void A_file_below_the_root_is_found(string path) =>
        Assert.Equal(_folder.Path("root/sub/a.arff"), DataRoot.Resolve(_folder.Path("root"), path));

    [Fact]
    public void A_link_within_the_root_is_followed()
    {
        Directory.CreateSymbolicLink(_folder.Path("root/linked"), "sub");
        Assert.Equal(_folder.Path("root/sub/a.arff"), DataRoot.Resolve(_folder.Path("root"), "linked/a.arff"));
    }

    [Fact]
    public void A_linked_root_is_the_folder_it_points_to()
    {
        Directory.CreateSymbolicLink(_folder.Path("entry"), "root");
        Assert.Equal(_folder.Path("root/sub/a.arff"), DataRoot.Resolve(_folder.Path("entry"), "sub/a.arff"));
    }

    [Fact]
    public void Climbing_out_is_refused() => Refuses("../outside.arff", "data must lie below the data root");

    [Fact]
    public void A_neighbour_whose_name_begins_alike_is_refused()
    {
        Directory.CreateDirectory(_folder.Path("root-2"));
        _folder.Write("root-2/a.arff", "");
        Refuses("../root-2/a.arff", "data must lie below the data root");
    }

    [Fact]
    public void A_linked_file_outside_is_refused()
    {
        File.CreateSymbolicLink(_folder.Path("root/a.arff"), _folder.Path("outside.arff"));
        Refuses("a.arff", "data must lie below the data root");
    }

    [Fact]
    public void A_linked_folder_outside_is_refused()
    {
        Directory.CreateSymbolicLink(_folder.Path("root/up"), "..");
        Refuses("up/outside.arff", "data must lie below the data root");
    }

    [Fact]
    public void A_circle_of_links_is_refused()
    {
        File.CreateSymbolicLink(_folder.Path("root/b"), "c");
        File.CreateSymbolicLink(_folder.Path("root/c"), "b");
        Refuses("b", "more than 40 links");
    }

    [Fact]
    public void A_missing_file_is_named() => Refuses("none.arff", "the data file none.arff does not exist below");

    private void Refuses(string path, string message) =>
        Assert.Contains(message, Assert.Throws<DataProblem>(() => DataRoot.Resolve(_folder.Path("root"), path)).Message, StringComparison.Ordinal);
}
