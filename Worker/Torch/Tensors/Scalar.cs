using System.Runtime.InteropServices.Marshalling;
using TorchSharp.Interop;

namespace TorchSharp;

/// <summary>A number beside a tensor. Made by the conversions alone, so that <c>x * 2.0</c> and <c>x.clamp(0, 1)</c> read well.</summary>
[NativeMarshalling(typeof(ScalarMarshaller))]
public sealed class Scalar
{
    private Scalar(ScalarValue value) => Value = value;

    internal ScalarValue Value { get; }

    public static implicit operator Scalar(int value) => (long)value;

    public static implicit operator Scalar(long value) => new(new ScalarValue(value, 1));

    public static implicit operator Scalar(float value) => (double)value;

    public static implicit operator Scalar(double value) => new(new ScalarValue(BitConverter.DoubleToInt64Bits(value), 2));

    public static implicit operator Scalar(bool value) => new(new ScalarValue(value ? 1 : 0, 3));
}
