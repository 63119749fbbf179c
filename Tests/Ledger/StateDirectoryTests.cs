using Coordinator.Ledger;

namespace Tests.Ledger;

public sealed class StateDirectoryTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("sweeps-state-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void It_belongs_to_one_process_at_a_time()
    {
        var first = StateDirectory.Own(folder);

        var refusal = Assert.Throws<StateDirectoryException>(() => StateDirectory.Own(folder));
        Assert.Equal($"the state directory {folder} is in use by another process: wait for it, or give another one with --state", refusal.Message);

        first.Dispose();
        StateDirectory.Own(folder).Dispose();
    }

    [Fact]
    public void Its_token_is_new_each_time_and_readable_by_its_owner_alone()
    {
        using var state = StateDirectory.Own(folder);

        var tokens = (state.RenewToken(), state.RenewToken());

        Assert.NotEqual(tokens.Item1, tokens.Item2);
        Assert.Equal(tokens.Item2, File.ReadAllText(state.TokenFile));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(state.TokenFile));
    }

    [Fact]
    public void A_file_in_its_place_is_refused_with_its_path()
    {
        var file = Path.Combine(folder, "file");
        File.WriteAllText(file, "");

        Assert.StartsWith($"the state directory {file} cannot be used: ", Assert.Throws<StateDirectoryException>(() => StateDirectory.Own(file)).Message);
    }
}
