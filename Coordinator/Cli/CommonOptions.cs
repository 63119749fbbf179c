using System.CommandLine;
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

    public static Argument<string> Spec() => new("spec") { Description = "The sweep's YAML file" };

    public static Argument<string> Name() => new("name") { Description = "The sweep's name" };

    public static SweepName ParseName(string text) =>
        SweepName.TryParse(text, out var name) ? name : throw new RefusedException($"{SweepName.Rule}, but got '{text}'");

    /// <summary>Reads a spec, and says its warnings.</summary>
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
