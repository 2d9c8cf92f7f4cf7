using System.Globalization;
using System.Text.Unicode;

namespace NotionStyle.Dashboard.Otlp.Decoding;

/// <summary>
/// Walks over the bytes of a message before anything is made of them. On the wire a message is a row of fields, each a tag (number × 8 + wire type) and a value: 0 a varint,
/// 1 eight bytes, 2 a length and so many bytes, 5 four bytes. Three things are found here that the generated parser does not say: which field of which message is at fault,
/// text that is not UTF-8 (the parser replaces it silently), and how many objects it would make.
/// </summary>
internal ref struct WireCheck
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly string _signal;
    private int _messages;

    private WireCheck(ReadOnlySpan<byte> bytes, string signal)
    {
        _bytes = bytes;
        _signal = signal;
    }

    /// <exception cref="OtlpRefusal">The bytes are not well formed, or would make too many objects.</exception>
    public static void Check(ReadOnlySpan<byte> bytes, MessageShape shape, string signal) =>
        new WireCheck(bytes, signal).Message(shape, 0, bytes.Length, 0);

    private void Message(MessageShape shape, int position, int end, int depth)
    {
        if (depth > OtlpLimits.Depth)
            throw Malformed(shape, null, position, $"messages are more than {OtlpLimits.Depth} deep in each other");
        if (++_messages > OtlpLimits.Messages)
            throw TooMany();
        while (position < end)
        {
            var start = position;
            var tag = Varint(shape, null, ref position, end);
            var (number, type) = (tag >> 3, (int)(tag & 7));
            if (number is 0 or > 0x1FFF_FFFF)
                throw Malformed(shape, null, start, $"{number} is no number of a field");
            var field = shape[(int)number];
            switch (type)
            {
                case 0:
                    Varint(shape, field.Name, ref position, end);
                    break;
                case 1:
                    Skip(shape, field.Name, ref position, end, 8);
                    break;
                case 2:
                    var length = Varint(shape, field.Name, ref position, end);
                    var from = position;
                    Skip(shape, field.Name, ref position, end, length);
                    Content(shape, field, from, position, depth);
                    break;
                case 5:
                    Skip(shape, field.Name, ref position, end, 4);
                    break;
                default:
                    throw Malformed(shape, field.Name, start, $"wire type {type} is not used by OTLP");
            }
        }
    }

    private void Content(MessageShape shape, MessageShape.Field field, int from, int to, int depth)
    {
        switch (field.Kind)
        {
            case MessageShape.FieldKind.Message:
                Message(field.Message!, from, to, depth + 1);
                break;
            case MessageShape.FieldKind.Text:
                if (!Utf8.IsValid(_bytes[from..to]))
                    throw Malformed(shape, field.Name, from, "the text is not UTF-8");
                break;
            case MessageShape.FieldKind.Numbers:
                // A packed number of one byte becomes one of eight.
                _messages += (to - from) / sizeof(long);
                if (_messages > OtlpLimits.Messages)
                    throw TooMany();
                break;
        }
    }

    private readonly ulong Varint(MessageShape shape, string? field, ref int position, int end)
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            if (position >= end)
                throw Malformed(shape, field, position, "it ends in the middle of a number");
            var next = _bytes[position++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }

        throw Malformed(shape, field, position, "a number has more than ten bytes");
    }

    private readonly void Skip(MessageShape shape, string? field, ref int position, int end, ulong length)
    {
        if (length > (ulong)(end - position))
            throw Malformed(
                shape,
                field,
                position,
                $"{length} bytes are announced, and {end - position} are left of the message"
            );
        position += (int)length;
    }

    private readonly OtlpRefusal Malformed(MessageShape shape, string? field, int position, string cause)
    {
        var where = field is null ? shape.Name : $"{shape.Name}.{field}";
        return new OtlpRefusal(
            RefusalKind.Malformed,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The {_signal} request is no protobuf of OTLP: in {where} at byte {position}, {cause}."
            )
        );
    }

    private readonly OtlpRefusal TooMany() =>
        new(
            RefusalKind.TooLarge,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The {_signal} request has more than {OtlpLimits.Messages:N0} parts (records, attributes, values). Send smaller batches."
            )
        );
}
