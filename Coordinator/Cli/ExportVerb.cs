using System.CommandLine;
using Coordinator.Client;
using Coordinator.Deciding.Views;
using Coordinator.Local;
using Shared.Spec;
using Shared.Trials;

namespace Coordinator.Cli;

/// <summary><c>sweeps export NAME [-o DIR] [--trial N]</c>: a trial's configuration as a spec and its weights as safetensors, the best one's by default.</summary>
internal static class ExportVerb
{
    public static Command Command()
    {
        var (source, json) = (new SourceOptions(), CommonOptions.Json());
        var name = CommonOptions.Name(source);
        var output = new Option<string?>("--output", "-o") { Description = "Write to this directory (default: the sweep's name)", HelpName = "DIR" };
        var number = new Option<int?>("--trial") { Description = "This trial's, instead of the best one's", HelpName = "N" };
        var force = new Option<bool>("--force") { Description = "Overwrite files that are there with another content" };
        var command = new Command("export", "Bring the best configuration and its trained weights here") { name, output, number, force, json };
        source.AddTo(command);
        command.SetAction(source, async (parsed, sweeps, cancellation) =>
        {
            var sweep = CommonOptions.ParseName(parsed.GetValue(name)!);
            TrialSummary? trial;
            string? yaml;
            if (parsed.GetValue(number) is { } wanted)
            {
                trial = await sweeps.Trial(sweep, wanted, cancellation);
                yaml = BestSpec.Write(await sweeps.Spec(sweep, cancellation), trial.Assignment, $"Trial {trial.Trial} of {sweep}: {trial.Outcome}, {SweepReport.Number(trial.Value)} (test {SweepReport.Number(trial.Test)})");
            }
            else
            {
                (_, trial, yaml) = await sweeps.Best(sweep, cancellation);
            }
            if (trial?.Value is null || yaml is null)
            {
                Console.Error.WriteLine(trial is null ? $"sweeps: no trial of sweep '{sweep}' is completed yet" : $"sweeps: trial {trial.Trial} of sweep '{sweep}' has no result to export: it is {trial.Outcome}");
                return ExitCode.NothingCompleted;
            }
            if (trial.Artefacts?.TryGetValue(TrialFiles.Weights, out var weights) != true) throw new RefusedException($"trial {trial.Trial} of sweep '{sweep}' stored no weights");

            var folder = Path.GetFullPath(parsed.GetValue(output) ?? sweep.ToString());
            using var export = new ExportFolder(folder);
            await export.Write(parsed.GetValue(number) is null ? "best.yaml" : $"trial-{trial.Trial}.yaml", yaml, cancellation);
            if (!await sweeps.Fetch(weights, export.PathOf($"trial-{trial.Trial}.safetensors"), cancellation))
                throw new RefusedException($"the weights of trial {trial.Trial} are not kept any more: a sweep keeps those of its best trials (`keep_weights`) and of the baseline");
            var files = export.Finish(parsed.GetValue(force));
            if (parsed.GetValue(json)) CliJson.Print(new Exported(sweep, trial.Trial, files), VerbJson.Default.Exported);
            else foreach (var file in files) Console.Out.WriteLine(file);
            return ExitCode.Done;
        });
        return command;
    }
}
