using Shared.Catalogue;
using Shared.Space;
using Shared.Spec.Yaml;

namespace Shared.Spec.Reading;

/// <summary>The sections <c>model</c> and <c>training</c>: each key a constant or searched, defaults filled in.</summary>
internal static class SettingsReader
{
    public static void Read(MappingReader spec, SpaceDraft draft)
    {
        ReadSection(spec.Take("model"), "model", [Settings.Hidden, Settings.Dropout], draft)?.Close();
        var training = ReadSection(spec.Take("training"), "training", [Settings.Epochs, Settings.BatchSize, Settings.StepsPerEpoch, Settings.ClipGradient], draft);
        // Its defaults apply where there is early stopping at all.
        if (training?.Take("early_stopping") is { } earlyStopping)
            ReadSection(earlyStopping, training.PathOf("early_stopping"), [Settings.Patience, Settings.MinDelta], draft)?.Close();
        training?.Close();
    }

    /// <returns>The section, for keys of other kinds; null where it is none.</returns>
    private static MappingReader? ReadSection(YamlNode? node, string path, ReadOnlySpan<ParameterEntry> settings, SpaceDraft draft)
    {
        var section = MappingReader.Open(node, path, "a mapping of settings", draft.Problems);
        foreach (var setting in settings)
        {
            if (section?.Take(setting.Name[(path.Length + 1)..]) is { } value)
            {
                if (DomainReader.Read(value, setting, setting.Name, draft.Problems) is { } domain) draft.Add(new Parameter(setting.Name, domain, null));
                else draft.AddBroken(new Parameter(setting.Name, setting.DefaultRange, null));
            }
            else if (setting.Default is { } constant) draft.Add(new Parameter(setting.Name, new Domain.Choice([constant]), null));
        }
        return section;
    }
}
