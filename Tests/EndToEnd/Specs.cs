namespace Tests.EndToEnd;

/// <summary>The spec that these tests run, and changes of it.</summary>
internal static class Specs
{
    /// <summary>Eight trials of two epochs: each takes a tenth of a second once its trainer is warm.</summary>
    public const string Small = """
        name: small
        objective: validation.macro_ap
        trials: 8
        seed: 1
        data: { format: mulan, train: rows.arff, header: labels.xml }
        model: { hidden: [16] }
        training: { epochs: 2, batch_size: 32 }
        search:
          loss:
            choose:
              bce:
              weighted_bce: { pos_weight: { log: [1, 100] } }
          optimizer:
            choose:
              adam: { learning_rate: { log: [1e-3, 3e-2] } }
        """;

    /// <summary>Trials that last until somebody ends them.</summary>
    public static string Endless { get; } = Small.Changed("epochs: 2,", "epochs: 100000,");

    /// <summary>The spec with a part of it replaced.</summary>
    public static string Changed(this string spec, string part, string by)
    {
        Assert.Contains(part, spec, StringComparison.Ordinal);
        return spec.Replace(part, by, StringComparison.Ordinal);
    }
}
