using Coordinator.Deciding.Sweeps;

namespace Coordinator.Deciding.Views;

/// <summary>What an attempt reported after an epoch. A value that is not finite is a text, such as <c>"NaN"</c>.</summary>
/// <param name="Seconds">Since the attempt began.</param>
public sealed record MeasurementItem(int Attempt, int Epoch, double Seconds, IReadOnlyDictionary<string, double> Values)
{
    public static MeasurementItem Of(MeasurementRow row) => new(row.Attempt, row.Measurement.Epoch, row.Measurement.Seconds, row.Measurement.Values);
}
