using System.Collections;
using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace TorchSharp.Utils;

/// <summary>A tensor's elements in row-major order, read and written in place; it keeps the tensor alive.</summary>
public sealed class TensorAccessor<T> : IEnumerable<T>
    where T : unmanaged
{
    private readonly Tensor tensor;
    private readonly nint address;
    private readonly long[] shape;
    private readonly long[] strides;
    private readonly bool contiguous;

    internal TensorAccessor(Tensor tensor, nint address)
    {
        this.tensor = tensor;
        this.address = address;
        shape = tensor.shape;
        strides = tensor.stride();
        contiguous = tensor.is_contiguous();
        Count = tensor.NumberOfElements;
    }

    public long Count { get; }

    /// <summary>One index counts elements in row-major order; several are one a dimension.</summary>
    public T this[params long[] indices]
    {
        get => At(Offset(indices));
        set => At(Offset(indices)) = value;
    }

    public T[] ToArray()
    {
        var array = new T[Count];
        CopyTo(array.AsSpan());
        return array;
    }

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) =>
        CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    /// <summary>Copies until either end is reached.</summary>
    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var target = array[arrayIndex..];
        var count = (int)Math.Min(target.Length, Count - tensorIndex);
        if (contiguous)
        {
            Elements(tensorIndex, count).CopyTo(target);
            return;
        }
        for (var i = 0; i < count; i++)
        {
            target[i] = At(Offset(tensorIndex + i));
        }
    }

    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) =>
        CopyFrom((ReadOnlySpan<T>)array, arrayIndex, tensorIndex);

    /// <summary>Copies until either end is reached.</summary>
    public void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var source = array[arrayIndex..];
        var count = (int)Math.Min(source.Length, Count - tensorIndex);
        if (contiguous)
        {
            source[..count].CopyTo(Elements(tensorIndex, count));
            return;
        }
        for (var i = 0; i < count; i++)
        {
            At(Offset(tensorIndex + i)) = source[i];
        }
    }

    public IEnumerator<T> GetEnumerator()
    {
        for (var i = 0L; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private ref T At(long offset)
    {
        ObjectDisposedException.ThrowIf(tensor.IsInvalid, tensor);
        unsafe
        {
            return ref Unsafe.AsRef<T>((T*)address + offset);
        }
    }

    private Span<T> Elements(long start, int count)
    {
        ObjectDisposedException.ThrowIf(tensor.IsInvalid, tensor);
        unsafe
        {
            return new Span<T>((T*)address + start, count);
        }
    }

    private long Offset(params ReadOnlySpan<long> indices)
    {
        if (indices.Length == 1 && shape.Length != 1)
        {
            return OffsetOf(indices[0]);
        }
        ArgumentOutOfRangeException.ThrowIfNotEqual(indices.Length, shape.Length);
        var offset = 0L;
        for (var i = 0; i < indices.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(indices[i]);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(indices[i], shape[i]);
            offset += indices[i] * strides[i];
        }
        return offset;
    }

    private long OffsetOf(long position)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(position, Count);
        var offset = 0L;
        for (var i = shape.Length - 1; i >= 0; i--)
        {
            (position, var index) = Math.DivRem(position, shape[i]);
            offset += index * strides[i];
        }
        return offset;
    }
}
