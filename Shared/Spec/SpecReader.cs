using System.Globalization;
using Shared.Space;
using Shared.Spec.Reading;
using Shared.Spec.Yaml;
using Shared.Trials;

namespace Shared.Spec;

/// <summary>Reads a sweep's YAML: either a legal spec, or all its problems at once. The text is hostile until read.</summary>
public static class SpecReader
{
    /// <summary>
    /// Reads a file; that it cannot be read is a problem like any other. The paths in it are relative to its folder, and
    /// absolute in what is read, so that they mean the same wherever the spec, or what comes of it, is used.
    /// </summary>
    public static SpecReading ReadFile(string path)
    {
        var problems = new SpecProblems();
        if (SpecFile.Read(path, problems) is not { } text) return new SpecReading.Refused(problems.InOrder());
        var reading = Read(text);
        return reading is SpecReading.Accepted { Spec: var spec } accepted
            ? accepted with { Spec = spec with { Data = spec.Data.From(Path.GetDirectoryName(Path.GetFullPath(path))!) } }
            : reading;
    }

    public static SpecReading Read(string text)
    {
        var problems = new SpecProblems();
        var spec = YamlDocument.Read(text, problems) switch
        {
            YamlNode.Mapping mapping => new MappingReader(mapping, "", problems),
            { } root => NoSpec(root, problems),
            null => null,
        };
        if (spec is null) return new SpecReading.Refused(problems.InOrder());

        var name = ReadName(spec, problems);
        var budget = BudgetReader.Read(spec, problems);
        var seed = ReadSeed(spec, problems);
        var data = DataReader.Read(spec, problems);
        var draft = new SpaceDraft(problems);
        SettingsReader.Read(spec, draft);
        ComponentReader.Read(spec, draft);
        var objective = ObjectiveReader.Read(spec, draft);
        var space = draft.Build(ForbidReader.Read(spec, draft));
        spec.Close();
        if (problems.Count == 0 && Feasibility.FindLegal(space) is null)
            problems.Add("forbid", spec.Line, $"forbids every assignment: {string.Join("; ", space.Forbidden)}");
        if (problems.Count > 0) return new SpecReading.Refused(problems.InOrder());

        var read = new SweepSpec(name!.Value, objective!, budget, seed, data!, space, BaselineTrials.Of(space, budget));
        return new SpecReading.Accepted(read, [.. draft.Warnings, .. SpecWarnings.Of(read)]);
    }

    private static MappingReader? NoSpec(YamlNode root, SpecProblems problems)
    {
        problems.Add("", root.Line, $"a spec is a mapping that begins with `name`, but got {root.Shown}");
        return null;
    }

    private static SweepName? ReadName(MappingReader spec, SpecProblems problems)
    {
        switch (spec.Take("name"))
        {
            case null:
                problems.Add("", 0, $"`name` is missing: {SweepName.Rule}");
                return null;
            case YamlNode.Scalar { IsNull: false } scalar when SweepName.TryParse(scalar.Text, out var name):
                return name;
            case var node:
                problems.Add("name", node.Line, $"{SweepName.Rule}, but got {node.Shown}");
                return null;
        }
    }

    private static ulong ReadSeed(MappingReader spec, SpecProblems problems)
    {
        var node = spec.Take("seed");
        if (node is null) return 0;
        if (node is YamlNode.Scalar { Plain: true } scalar && ulong.TryParse(scalar.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var seed)) return seed;
        problems.Add("seed", node.Line, $"`seed` must be a whole number from 0 to {ulong.MaxValue}, but got {node.Shown}");
        return 0;
    }
}
