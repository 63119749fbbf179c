using Shared.Catalogue;
using Shared.Space;
using Shared.Spec.Yaml;

namespace Shared.Spec.Reading;

/// <summary>The sections <c>model</c> and <c>training</c>: each key a constant or searched, defaults filled in.</summary>
internal static class SettingsReader
{
    public static void Read(MappingReader spec, SpaceDraft draft)
    {
        ReadSection(spec.Take("model"), "model", [Settings.Hidden, Settings.Dropout], draft);
        var training = spec.Take("training");
        ReadSection(training, "training", [Settings.Epochs, Settings.BatchSize, Settings.StepsPerEpoch, Settings.ClipGradient], draft, "early_stopping");
        var earlyStopping = (training as YamlNode.Mapping)?.Entries.FirstOrDefault(entry => entry.Key == "early_stopping")?.Value;
        if (earlyStopping is not null) ReadSection(earlyStopping, "training.early_stopping", [Settings.Patience, Settings.MinDelta], draft);
    }

    private static void ReadSection(YamlNode? node, string path, ReadOnlySpan<ParameterEntry> settings, SpaceDraft draft, string? subsection = null)
    {
        var reader = MappingReader.Open(node, path, "a mapping of settings", draft.Problems);
        foreach (var setting in settings)
        {
            var value = reader?.Take(setting.Name[(path.Length + 1)..]);
            if (value is not null)
            {
                if (DomainReader.Read(value, setting, setting.Name, draft.Problems) is { } domain) draft.Add(new Parameter(setting.Name, domain, null));
                else draft.AddBroken(new Parameter(setting.Name, setting.DefaultRange, null));
            }
            else if (setting.Default is { } constant) draft.Add(new Parameter(setting.Name, new Domain.Choice([constant]), null));
        }
        if (subsection is not null) reader?.Take(subsection);
        reader?.Close();
    }
}
