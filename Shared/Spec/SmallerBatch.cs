using Shared.Catalogue;
using Shared.Space;

namespace Shared.Spec;

/// <summary>What a trial becomes that ran out of memory, where its sweep allows that: the same with half its batch size.</summary>
public static class SmallerBatch
{
    public static Assignment Of(Assignment assignment)
    {
        var batch = (ParameterValue.Whole)(assignment.Find(Settings.BatchSize.Name) ?? Settings.BatchSize.Default!);
        var half = new ParameterValue.Whole(Math.Max(1, batch.Value / 2));
        var isNamed = assignment.Find(Settings.BatchSize.Name) is not null;
        var values = assignment.Select(pair => pair.Key == Settings.BatchSize.Name ? KeyValuePair.Create<string, ParameterValue>(pair.Key, half) : pair);
        return new Assignment([.. isNamed ? values : values.Append(KeyValuePair.Create<string, ParameterValue>(Settings.BatchSize.Name, half))]);
    }
}
