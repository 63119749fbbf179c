namespace Coordinator.Local;

/// <summary>What was asked for cannot be done: the spec, the data or the name is at fault. The message says where, why and what to do.</summary>
internal sealed class RefusedException(string message) : Exception(message);
