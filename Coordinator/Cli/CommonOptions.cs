using System.CommandLine;
using System.CommandLine.Completions;
using Coordinator.Local;
using Shared.Spec;
using Shared.Trials;

namespace Coordinator.Cli;

/// <summary>Options and arguments that several verbs share.</summary>
internal static class CommonOptions
{
    public static Option<string> State() => new("--state")
    {
        Description = "The directory that holds the sweeps of this machine",
        HelpName = "DIR",
        DefaultValueFactory = _ => ".sweeps",
    };

    public static Option<bool> Json() => new("--json") { Description = "For scripts: the last line on standard output is one JSON object" };

    /// <param name="of">What an object is.</param>
    public static Option<bool> JsonLines(string of) => new("--json") { Description = $"For scripts: one JSON object a {of}, a line each" };

    public static Argument<string> Spec()
    {
        var spec = new Argument<string>("spec") { HelpName = "SPEC", Description = "The sweep's YAML file" };
        spec.CompletionSources.Add(Completions.Specs);
        return spec;
    }

    public static Argument<string> Name(SourceOptions source) => Name(context => Completions.Sweeps(context, source));

    public static Argument<string> Name(ClientOptions server) => Name(context => Completions.Sweeps(context, server));

    private static Argument<string> Name(Func<CompletionContext, IEnumerable<string>> known)
    {
        var name = new Argument<string>("name") { HelpName = "NAME", Description = "The sweep's name" };
        name.CompletionSources.Add(known);
        // Before anything is opened or asked.
        name.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && !SweepName.TryParse(text, out _)) result.AddError($"{SweepName.Rule}, but got '{text}'");
        });
        return name;
    }

    public static void AtLeastOne(Option<int?> option) => option.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int?>() is < 1) result.AddError($"{option.Name} must be at least 1");
    });

    public static SweepName ParseName(string text) =>
        SweepName.TryParse(text, out var name) ? name : throw new RefusedException($"{SweepName.Rule}, but got '{text}'");

    /// <summary>Reads a spec.</summary>
    /// <exception cref="RefusedException">It has problems; all of them are in the message.</exception>
    public static SpecReading.Accepted ReadSpec(string path) => SpecReader.ReadFile(path) switch
    {
        SpecReading.Accepted accepted => accepted,
        SpecReading.Refused { Problems: [var only] } => throw new RefusedException($"{path}: {only}"),
        SpecReading.Refused refused => throw new RefusedException(
            $"{path} has {refused.Problems.Length} problems:\n{string.Join('\n', refused.Problems.Select(problem => $"  {problem}"))}"),
        var other => throw new InvalidOperationException($"no rule for {other.GetType().Name}"),
    };
}
