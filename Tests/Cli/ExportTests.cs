using Coordinator.Deciding.Access;
using Tests.EndToEnd;

namespace Tests.Cli;

/// <summary>Bringing a configuration and its weights here, whole or not at all.</summary>
public sealed class ExportTests : IAsyncLifetime
{
    private SmallSweep small = null!;
    private Terminal viewer = null!;

    public async ValueTask InitializeAsync()
    {
        small = await SmallSweep.Launched();
        viewer = small.As(Role.Viewer);
        await small.Complete(0.25, "weights of the baseline");
        await small.Complete(0.5, "weights of the best");
    }

    public ValueTask DisposeAsync() => small.DisposeAsync();

    [Fact]
    public async Task The_best_configuration_and_its_weights_come_by_default()
    {
        var said = (await viewer.Sweeps("export", "small")).With(code: 0).Output;

        Assert.Equal($"{viewer.File("small/best.yaml")}\n{viewer.File("small/trial-1.safetensors")}\n", said);
        Assert.Equal("weights of the best", File.ReadAllText(viewer.File("small/trial-1.safetensors")));
        Assert.Contains("  loss: { weighted_bce: ", File.ReadAllText(viewer.File("small/best.yaml")), StringComparison.Ordinal);
        Assert.Equal(["small"], Names(viewer.Root));
    }

    [Fact]
    public async Task Another_trial_comes_by_its_number()
    {
        var exported = (await viewer.Sweeps("export", "small", "--trial", "0", "-o", "there", "--json")).With(code: 0).Json;

        Assert.Equal(0, exported.GetProperty("trial").GetInt32());
        Assert.Equal(["trial-0.safetensors", "trial-0.yaml"], Names(viewer.File("there")));
        Assert.Equal("weights of the baseline", File.ReadAllText(viewer.File("there/trial-0.safetensors")));
    }

    [Fact]
    public async Task Foreign_files_stay_until_force_is_used()
    {
        Directory.CreateDirectory(viewer.File("small"));
        File.WriteAllText(viewer.File("small/best.yaml"), "mine");
        File.WriteAllText(viewer.File("small/notes"), "mine too");

        var refused = await viewer.Refused(2, "export", "small");
        Assert.Equal(["best.yaml", "notes"], Names(viewer.File("small")));
        (await viewer.Sweeps("export", "small", "--force")).With(code: 0);
        (await viewer.Sweeps("export", "small")).With(code: 0);

        Assert.Equal($"sweeps: {viewer.File("small/best.yaml")} exists with another content: give another directory with -o, or --force to overwrite", refused);
        Assert.Equal(["best.yaml", "notes", "trial-1.safetensors"], Names(viewer.File("small")));
        Assert.Equal(["small"], Names(viewer.Root));
    }

    [Fact]
    public async Task Weights_that_are_not_what_their_address_says_are_not_exported()
    {
        var address = await small.Store("weights of the best");
        File.WriteAllText(small.Live.Coordinator.Artefacts.PathOf(address), "weights of the burst");

        var refused = await viewer.Refused(1, "export", "small");

        Assert.EndsWith($"the content of artefact {address} has another SHA-256; check the address, and that client and server are of the same version", refused, StringComparison.Ordinal);
        Assert.Empty(Names(viewer.Root));
    }

    [Fact]
    public async Task Weights_that_are_not_kept_are_told_with_why()
    {
        File.Delete(small.Live.Coordinator.Artefacts.PathOf(await small.Store("weights of the best")));

        Assert.Equal(
            "sweeps: the weights of trial 1 are not kept any more: a sweep keeps those of its best trials (`keep_weights`) and of the baseline", await viewer.Refused(2, "export", "small"));
        Assert.Empty(Names(viewer.Root));
    }

    private static IEnumerable<string?> Names(string folder) => Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName).Order();
}
