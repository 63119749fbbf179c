using Shared.Catalogue;
using Shared.Spec.Yaml;
using Shared.Trials;

namespace Shared.Spec.Reading;

/// <summary>The keys that say when a sweep ends and what share of the workers it has: those that may change while it goes on.</summary>
internal static class BudgetReader
{
    public const int MostTrials = 1_000_000;
    private const int DefaultKeepWeights = 5;
    private const double DefaultControlShare = 0.1;
    private const int MostPriority = 100;
    private const string NoEnd = "a sweep needs an end: give `trials`, `time`, or both";
    private static readonly LegalValues.Number Share = new(0, true, 1, true);
    private static readonly LegalValues.Number Weight = new(0, false, 1_000_000, true);
    private static readonly LegalValues.OneOf OutOfMemory = new(["fail", "smaller_batch"]);

    /// <summary>What a sweep has whose spec says nothing of it.</summary>
    private static readonly Budget Default = new(null, null, null, null, null, DefaultKeepWeights, DefaultControlShare);

    public static Budget Read(MappingReader spec, SpecProblems problems)
    {
        var limited = spec.Take("trials") is not null | spec.Take("time") is not null;
        if (!limited) problems.Add("", 0, NoEnd);
        return Read(Default, spec, problems, mayReset: false);
    }

    /// <summary>A budget with what the section says instead of what it was; a key without a value goes back to its default.</summary>
    public static Budget Change(Budget was, MappingReader section, SpecProblems problems)
    {
        var changed = Read(was, section, problems, mayReset: true);
        if (problems.Count == 0 && changed is { Trials: null, Time: null }) problems.Add("", 0, NoEnd);
        return changed;
    }

    private static Budget Read(Budget was, MappingReader section, SpecProblems problems, bool mayReset)
    {
        return new Budget(
            Taken("trials", key => section.TakeWhole(key, 1, MostTrials), was.Trials, null),
            Taken("time", section.TakeDuration, was.Time, null),
            Taken("trial_time", section.TakeDuration, was.TrialTime, null),
            Taken("parallel", key => section.TakeWhole(key, 1, 10_000), was.Parallel, null),
            Taken("max_failures", key => section.TakeWhole(key, 0, MostTrials), was.MaxFailures, null),
            Taken("keep_weights", key => section.TakeWhole(key, 0, 1_000), was.KeepWeights, DefaultKeepWeights)!.Value,
            Taken("control_share", key => section.TakeNumber(key, Share), was.ControlShare, DefaultControlShare)!.Value,
            Taken("priority", key => section.TakeWhole(key, -MostPriority, MostPriority), was.Priority, 0)!.Value,
            Taken("weight", key => section.TakeNumber(key, Weight), was.Weight, 1)!.Value,
            Taken<Asked>("worker_labels", key => new Asked(ReadLabels(section.Take(key)!, section.PathOf(key), problems)), new Asked(was.WorkerLabels), new Asked(null))!.Value.Labels,
            Taken<bool>("out_of_memory", key => section.Take(key, OutOfMemory)?.ToString() == "smaller_batch", was.SmallerBatch, false)!.Value);

        T? Taken<T>(string key, Func<string, T?> read, T? before, T? none) where T : struct =>
            section.Take(key) switch
            {
                null => before,
                { IsNull: true } when mayReset => none,
                _ => read(key) ?? none,
            };
    }

    private static WorkerLabels? ReadLabels(YamlNode node, string path, SpecProblems problems)
    {
        // Values are texts even where they look like numbers: `memory: 80`.
        if (node is YamlNode.Mapping mapping && mapping.Entries.All(entry => entry.Value is YamlNode.Scalar { IsNull: false }))
        {
            var pairs = mapping.Entries.Select(entry => KeyValuePair.Create(entry.Key, ((YamlNode.Scalar)entry.Value).Text));
            if (WorkerLabels.TryCreate(pairs, out var labels, out var problem)) return labels.IsEmpty ? null : labels;
            problems.Add(path, node.Line, ShownText.Of(problem, 300));
            return null;
        }
        problems.Add(path, node.Line, $"`worker_labels` must be a mapping of texts, such as {{ gpu: a100 }}, but got {node.Shown}");
        return null;
    }

    private readonly record struct Asked(WorkerLabels? Labels);
}
