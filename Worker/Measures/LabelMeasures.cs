namespace Worker.Measures;

/// <summary>What was measured of one label.</summary>
/// <param name="AveragePrecision">Null without positives.</param>
/// <param name="AreaUnderCurve">Null without a positive or without a negative.</param>
/// <param name="Natural">At the natural threshold; null where scores only rank.</param>
/// <param name="Tuned">At cross-fitted thresholds, or at those tuned on another part.</param>
internal readonly record struct LabelMeasures(
    int Positives, double? AveragePrecision, double? AreaUnderCurve, Confusion? Natural, Confusion Tuned);
