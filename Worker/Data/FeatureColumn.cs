namespace Worker.Data;

/// <summary>A feature's name, and whether it is a number (true) or a nominal {0,1} (false), which is never standardised.</summary>
internal readonly record struct FeatureColumn(string Name, bool IsNumeric);
