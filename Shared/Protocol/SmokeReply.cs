namespace Shared.Protocol;

/// <summary>What came of <c>sweeps-worker smoke</c>.</summary>
/// <param name="Problem">Why nothing was trained; null: something was.</param>
/// <param name="Device">Where.</param>
/// <param name="Seconds">The whole, with loading the tensor library.</param>
/// <param name="FirstLoss">Of the training part after the first epoch.</param>
/// <param name="LastLoss">The same after the last.</param>
public sealed record SmokeReply(string? Problem, string Device, double Seconds, double FirstLoss, double LastLoss);
