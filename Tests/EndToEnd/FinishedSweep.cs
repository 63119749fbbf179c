using System.Diagnostics;

namespace Tests.EndToEnd;

/// <summary>A sweep that was run once, to its end, for all tests to look at.</summary>
public sealed class FinishedSweep : IAsyncLifetime
{
    internal Place Place { get; } = new(Specs.Small);

    /// <summary>What the run ended with.</summary>
    internal Ended Run { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Run = await Place.Sweeps("run", "spec.yaml", "--workers", "2", "--json");

    /// <summary>A place of one's own where the sweep has been run.</summary>
    internal async Task<Place> Copy()
    {
        var copy = new Place(Specs.Small);
        using var copying = Process.Start("cp", ["-a", Place.State, copy.State]);
        await copying.WaitForExitAsync();
        return copy;
    }

    public ValueTask DisposeAsync() => Place.DisposeAsync();
}

/// <summary>One after the other: these tests run whole sweeps, and each has the machine to itself.</summary>
[CollectionDefinition(Name)]
public sealed class WholeSweeps : ICollectionFixture<FinishedSweep>
{
    public const string Name = "whole sweeps";
}
