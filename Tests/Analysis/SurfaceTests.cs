using Coordinator.Deciding.Analysis;
using Shared.Space;
using Tests.Search.Surrogates;

namespace Tests.Analysis;

/// <summary>The objective over two parameters.</summary>
public sealed class SurfaceTests
{
    private static readonly SearchSpace Branches = new SpaceSketch()
        .Choose("loss", "bce", "focal", "mse").Range("loss.focal.gamma", 0, 5).Range("loss.focal.alpha", 0, 1).Range("loss.mse.scale", 0, 1)
        .Choose("resampling", "none", "oversample").Forbid(("loss", "mse"), ("resampling", "oversample")).ToSpace();

    [Fact]
    public void It_follows_the_formula_at_each_pair_of_values()
    {
        var space = new SpaceSketch().Range("x", 0, 1).Range("y", 0, 1).Range("z", 0, 1).ToSpace();

        var surface = Surface(space, at => (at.Number("x") - 0.5) * (at.Number("y") - 0.5) * 4 + at.Number("z"), "x", "y");

        Assert.Equal((32, 32), (surface.X.At.Count, surface.Y.At.Count));
        // At the very edges a forest knows one side only.
        for (var i = 4; i < 28; i++)
            for (var j = 4; j < 28; j++)
                Assert.Equal((surface.X.At[i].AsDouble() - 0.5) * (surface.Y.At[j].AsDouble() - 0.5) * 4 + 0.5, surface.Mean[i][j]!.Value, 0.3);
        // The corners, in both directions.
        Assert.True(surface.Mean[0][0] > 0.8 && surface.Mean[31][31] > 0.8 && surface.Mean[0][31] < 0.2 && surface.Mean[31][0] < 0.2);
    }

    [Fact]
    public void Rows_are_of_x_and_entries_in_them_of_y()
    {
        var surface = Surface(Branches, at => at.Text("resampling") == "oversample" ? 1 : at.Text("loss") == "bce" ? 0.5 : 0, "loss", "resampling");

        Assert.Equal(("loss", "resampling", 3), (surface.X.Path, surface.Y.Path, surface.Mean.Count));
        Assert.All(surface.Mean, row => Assert.Equal(2, row.Length));
        Assert.Equal(0.5, surface.Mean[0][0]!.Value, 0.02);
        Assert.Equal(1, surface.Mean[0][1]!.Value, 0.02);
        Assert.Equal(0, surface.Mean[2][0]!.Value, 0.02);
    }

    [Fact]
    public void Where_the_two_never_exist_together_or_are_forbidden_there_is_nothing()
    {
        var forbidden = Surface(Branches, at => at.Text("loss").Length, "loss", "resampling");
        var apart = Surface(Branches, at => at.Text("loss").Length, "loss.focal.gamma", "loss.mse.scale");
        var parent = Surface(Branches, at => at.Text("loss").Length, "loss", "loss.focal.gamma");
        var child = Surface(Branches, at => at.Text("loss").Length, "loss.focal.gamma", "loss");

        Assert.Equal([false, false, true], forbidden.Mean.Select(row => row[1] is null));
        Assert.All(apart.Mean.Concat(apart.Spread), row => Assert.All(row, Assert.Null));
        Assert.Equal([true, false, true], parent.Mean.Select(row => row.All(mean => mean is null)));
        Assert.All(child.Mean, row => Assert.Equal([true, false, true], row.Select(mean => mean is null)));
        Assert.All(Surface(Branches, at => at.Text("loss").Length, "loss.focal.gamma", "loss.focal.alpha").Mean, row => Assert.All(row, mean => Assert.Equal(5, mean!.Value, 0.5)));
    }

    [Fact]
    public void What_cannot_be_shown_is_refused_with_what_to_do()
    {
        var forest = SweepForest.Fit(Learnt.Sweep(Branches, 50, at => at.Text("loss").Length));
        var few = SweepForest.Fit(Learnt.Sweep(new SpaceSketch().Range("x", 0, 1).Range("y", 0, 1).ToSpace(), 3, at => at.Number("x")));

        Assert.Equal("sweep 'rare' leaves no parameter 'loss.focal.gama' open: did you mean `loss.focal.gamma`?", SweepSurface.Of(forest, "loss", "loss.focal.gama").Rejection!.Message);
        Assert.Equal("a surface is over two parameters, but got 'loss' twice: give another one", SweepSurface.Of(forest, "loss", "loss").Rejection!.Message);
        Assert.Equal("sweep 'rare' teaches nothing yet: it takes 10 completed trials within the sweep's space, and there are 3", SweepSurface.Of(few, "x", "y").Rejection!.Message);
    }

    private static SweepSurface Surface(SearchSpace space, Func<Assignment, double> objective, string x, string y) =>
        SweepSurface.Of(SweepForest.Fit(Learnt.Sweep(space, 600, objective)), x, y).Surface!;
}
