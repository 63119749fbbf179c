using System.Text.Json.Serialization;

namespace Worker.Weights;

[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(float[]))]
[JsonSerializable(typeof(double[]))]
internal sealed partial class TrainedModelJson : JsonSerializerContext;
