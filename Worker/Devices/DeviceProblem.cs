namespace Worker.Devices;

/// <summary>An expected refusal: the device that was asked for is not there, or cannot be watched as asked.</summary>
internal sealed class DeviceProblem(string message) : Exception(message);
