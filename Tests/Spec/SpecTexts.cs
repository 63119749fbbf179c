using Shared.Spec;

namespace Tests.Spec;

/// <summary>Specs to start from, and what reading them gives.</summary>
internal static class SpecTexts
{
    /// <summary>The smallest spec.</summary>
    public const string Small = """
        name: small
        objective: validation.macro_ap
        trials: 10
        data: { format: debtags }
        """;

    /// <summary>examples/debtags.yaml, the spec of the README.</summary>
    public static string Example { get; } = File.ReadAllText(Path.Combine(Examples, "debtags.yaml"));

    public static string Examples => Path.Combine(Repository, "examples");

    public static string Tests => Path.Combine(Repository, "Tests");

    public static string Repository
    {
        get
        {
            var folder = AppContext.BaseDirectory;
            while (!File.Exists(Path.Combine(folder, "Sweeps.sln"))) folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("the tests run inside the repository");
            return folder;
        }
    }

    /// <summary>The small spec with more lines.</summary>
    public static string With(string lines) => $"{Small}\n{lines}";

    public static SweepSpec Accepted(string text) => Reading(text).Spec;

    public static SpecReading.Accepted Reading(string text) => SpecReader.Read(text) switch
    {
        SpecReading.Accepted accepted => accepted,
        SpecReading.Refused refused => throw new InvalidOperationException(string.Join("\n", refused.Problems)),
        _ => throw new InvalidOperationException("an unknown reading"),
    };

    /// <summary>The problems as a user sees them.</summary>
    public static string[] Problems(string text) =>
        SpecReader.Read(text) is SpecReading.Refused refused ? [.. refused.Problems.Select(problem => problem.ToString())] : [];
}
