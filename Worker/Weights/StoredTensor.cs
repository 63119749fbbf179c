namespace Worker.Weights;

/// <summary>A float32 tensor outside libtorch, its values in row-major order.</summary>
internal sealed record StoredTensor(long[] Shape, float[] Values);
