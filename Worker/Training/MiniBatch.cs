using static TorchSharp.torch;

namespace Worker.Training;

/// <summary>Some rows of a part.</summary>
/// <param name="Indices">Features of all rows one after the other, int64.</param>
/// <param name="Offsets">Where each row begins among them, int64 [rows].</param>
/// <param name="Values">The features' values, float32, of the same length as <paramref name="Indices"/>.</param>
/// <param name="Targets">1 where a row carries a label and 0 elsewhere, float32 [rows, labels].</param>
internal sealed record MiniBatch(Tensor Indices, Tensor Offsets, Tensor Values, Tensor Targets);
