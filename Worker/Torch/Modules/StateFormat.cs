using static TorchSharp.torch;

namespace TorchSharp.Utils;

/// <summary>
/// TorchSharp's format for a tensor: element type, number of dimensions and their sizes as LEB128 numbers,
/// then the elements' bytes in row-major order.
/// </summary>
internal static class StateFormat
{
    public static void Write(BinaryWriter writer, Tensor tensor)
    {
        using var here = tensor.cpu();
        using var elements = here.contiguous();
        var shape = tensor.shape;
        WriteNumber(writer, (long)tensor.dtype);
        WriteNumber(writer, shape.Length);
        foreach (var size in shape)
        {
            WriteNumber(writer, size);
        }
        writer.Write(elements.bytes);
    }

    /// <summary>Reads a tensor into <paramref name="target"/>, or past it where that is null.</summary>
    /// <exception cref="InvalidDataException">Element type or shape is not the target's, or the file is cut off.</exception>
    public static void Read(BinaryReader reader, Tensor? target)
    {
        var type = (ScalarType)ReadNumber(reader);
        var rank = ReadNumber(reader);
        var shape = new long[rank <= 64 ? rank : throw new InvalidDataException($"a saved tensor has {rank} dimensions")];
        for (var i = 0; i < shape.Length; i++)
        {
            shape[i] = ReadNumber(reader);
        }
        if (target is not null && (type != target.dtype || !shape.AsSpan().SequenceEqual(target.shape)))
        {
            throw new InvalidDataException($"the file holds {type} [{string.Join('x', shape)}], but the module has {target.dtype} [{string.Join('x', target.shape)}]");
        }
        using var read = empty(shape, type, CPU);
        try
        {
            reader.BaseStream.ReadExactly(read.bytes);
        }
        catch (EndOfStreamException cut)
        {
            throw new InvalidDataException("the file ends within a tensor", cut);
        }
        using var leaf = no_grad();
        target?.copy_(read);
    }

    public static void WriteNumber(BinaryWriter writer, long number) => writer.Write7BitEncodedInt64(number);

    /// <exception cref="InvalidDataException">The next bytes are no number, or a negative one.</exception>
    public static long ReadNumber(BinaryReader reader) =>
        Expected(reader.Read7BitEncodedInt64) is var number and >= 0 ? number : throw new InvalidDataException("a saved number is negative");

    /// <exception cref="InvalidDataException">The next bytes are no name.</exception>
    public static string ReadName(BinaryReader reader) => Expected(reader.ReadString);

    private static T Expected<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception broken) when (broken is FormatException or EndOfStreamException)
        {
            throw new InvalidDataException("the file is not a saved state, or is cut off", broken);
        }
    }
}
