using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Worker.Data;

/// <summary>Reads texts and arrays of a prepared data file; no length is believed before it was compared with the bytes that are there.</summary>
internal ref struct PreparedDataReader(ReadOnlySpan<byte> bytes, string place)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public DataPart ReadPart(int features, int labels) => new(
        new SparseRows(features, ReadArray<int>(), ReadArray<int>(), ReadArray<float>()),
        new LabelRows(labels, ReadArray<int>(), ReadArray<int>()));

    public string[] ReadTexts()
    {
        var count = ReadCount();
        // A text takes at least the four bytes of its length.
        if (count > _rest.Length / 4) throw TooLong(count);
        var texts = new string[count];
        for (var i = 0; i < count; i++) texts[i] = ReadText();
        return texts;
    }

    public string ReadText() => Encoding.UTF8.GetString(ReadArray<byte>());

    public int ReadCount()
    {
        if (_rest.Length < 4) throw TooLong(4);
        var count = BinaryPrimitives.ReadInt32LittleEndian(_rest);
        if (count < 0) throw TooLong(count);
        _rest = _rest[4..];
        return count;
    }

    public readonly void ExpectEnd()
    {
        if (!_rest.IsEmpty) throw new DataProblem($"{place} has {_rest.Length} bytes more than its contents need; prepare the data again");
    }

    private T[] ReadArray<T>()
        where T : unmanaged
    {
        var count = ReadCount();
        var length = (long)count * Marshal.SizeOf<T>();
        if (length > _rest.Length) throw TooLong(count);
        var elements = MemoryMarshal.Cast<byte, T>(_rest[..(int)length]).ToArray();
        _rest = _rest[(int)length..];
        return elements;
    }

    private readonly DataProblem TooLong(int count) =>
        new($"{place} names a length of {count} where {_rest.Length} bytes are left; prepare the data again");
}
