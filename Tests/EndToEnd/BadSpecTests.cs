namespace Tests.EndToEnd;

/// <summary>A bad spec or command line costs one message, and leaves nothing behind.</summary>
[Collection(WholeSweeps.Name)]
public sealed class BadSpecTests
{
    [Fact]
    public async Task All_problems_of_a_spec_are_said_at_once_with_place_rule_and_value()
    {
        await using var place = new Place("""
            name: bad
            objective: validation.macro_pa
            trials: 8
            trails: 9
            data: { format: mulan, train: rows.arff, header: labels.xml }
            search:
              loss:
                choose:
                  bse:
                  focal: { gamma: { range: [5, 0] } }
                  weighted_bce: { pos_weight: { log: [0, 100] } }
              optimizer: adam
            forbid:
              - { loss: focal, optimizer: sgd }
            """);

        var refused = (await place.Sweeps("run", "spec.yaml")).With(code: 2);

        Assert.Equal(
            """
            sweeps: spec.yaml has 6 problems:
              line 2, objective: no trial reports validation.macro_pa; did you mean `macro_ap`?
              line 4: unknown key `trails`; did you mean `trials`?
              line 9, search.loss: unknown loss `bse`; did you mean `bce`?
              line 10, search.loss.focal.gamma: `low` must be below `high`, but got low=5, high=0
              line 11, search.loss.weighted_bce.pos_weight: `low` must be above 0 on a log scale, but got low=0
              line 14, forbid[0]: can never hold: optimizer is adam, never sgd
            """,
            refused.Errors);
        Assert.False(Directory.Exists(place.State));
    }

    [Theory]
    [InlineData('#', 1 << 20, "spec.yaml has more than the 256 KiB that a spec may have")]
    [InlineData('[', 1000, "line 1: not readable as YAML: nested more than 64 deep")]
    public async Task Hostile_YAML_is_refused_in_a_line(char repeated, int times, string message)
    {
        await using var place = new Place(new string(repeated, times));

        var refused = (await place.Sweeps("check", "spec.yaml")).With(code: 2);

        Assert.Equal($"sweeps: spec.yaml: {message}", refused.Errors);
    }

    [Theory]
    [InlineData("none.yaml: there is no file none.yaml", "run", "none.yaml")]
    [InlineData("--workers must be at least 1", "run", "spec.yaml", "--workers", "0")]
    [InlineData("a sweep's name has 1 to 63 of a-z, 0-9, '-' and '_' and starts with a letter or digit, but got 'No Name'", "delete", "No Name")]
    [InlineData("Unrecognized command or argument '--wrokers'.", "run", "spec.yaml", "--wrokers", "2")]
    public async Task A_command_line_that_means_nothing_ends_with_2(string message, params string[] arguments)
    {
        await using var place = new Place(Specs.Small);

        var refused = (await place.Sweeps(arguments)).With(code: 2);

        Assert.StartsWith($"sweeps: {message}", refused.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(place.State));
    }
}
