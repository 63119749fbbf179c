using System.Buffers.Binary;
using System.Text;

namespace Tests.Telemetry;

/// <summary>A protobuf message, field by field, without its schema: https://protobuf.dev/programming-guides/encoding.</summary>
internal sealed class ProtobufMessage
{
    private readonly List<(int Number, ulong Value, ReadOnlyMemory<byte> Bytes)> fields = [];

    public ProtobufMessage(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var tag = Varint(ref bytes);
            var (number, value, content) = ((int)(tag >> 3), 0UL, ReadOnlyMemory<byte>.Empty);
            switch (tag & 7)
            {
                case 0: value = Varint(ref bytes); break;
                case 1: value = BinaryPrimitives.ReadUInt64LittleEndian(Take(ref bytes, 8).Span); break;
                case 2: content = Take(ref bytes, (int)Varint(ref bytes)); break;
                case 5: value = BinaryPrimitives.ReadUInt32LittleEndian(Take(ref bytes, 4).Span); break;
                default: throw new InvalidDataException($"field {number} has the wire type {tag & 7}");
            }
            fields.Add((number, value, content));
        }
    }

    public IEnumerable<ProtobufMessage> Messages(int number) => Of(number).Select(field => new ProtobufMessage(field.Bytes));

    public string Text(int number) => Encoding.UTF8.GetString(Bytes(number).Span);

    public string Hex(int number) => Convert.ToHexStringLower(Bytes(number).Span);

    public ulong? Number(int number) => Of(number).Select(field => (ulong?)field.Value).FirstOrDefault();

    public bool Has(int number) => Of(number).Any();

    private ReadOnlyMemory<byte> Bytes(int number) => Of(number).Select(field => field.Bytes).FirstOrDefault();

    private IEnumerable<(int Number, ulong Value, ReadOnlyMemory<byte> Bytes)> Of(int number) => fields.Where(field => field.Number == number);

    private static ReadOnlyMemory<byte> Take(ref ReadOnlyMemory<byte> bytes, int count)
    {
        var taken = bytes[..count];
        bytes = bytes[count..];
        return taken;
    }

    private static ulong Varint(ref ReadOnlyMemory<byte> bytes)
    {
        var (value, shift) = (0UL, 0);
        while (true)
        {
            var next = Take(ref bytes, 1).Span[0];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
            shift += 7;
        }
    }
}
