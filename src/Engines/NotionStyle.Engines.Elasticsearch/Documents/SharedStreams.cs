using Lucene.Net.Analysis;
using Lucene.Net.Analysis.TokenAttributes;
using Lucene.Net.Util;

namespace NotionStyle.Engines.Elasticsearch.Documents;

/// <summary>
/// The token streams of values that are not analysed: one of each kind for a thread. Lucene's own fields make a stream each, and putting its attributes together costs more than
/// indexing its term. The writer is through with a field's stream before it asks the next field for one, on the thread that gave it the document.
/// </summary>
internal static class SharedStreams
{
    [ThreadStatic]
    private static TermStream? term;

    [ThreadStatic]
    private static NumericTokenStream? number;

    /// <summary>A stream of one term.</summary>
    public static TokenStream Term(BytesRef value)
    {
        var stream = term ??= new TermStream();
        stream.Value = value;
        return stream;
    }

    /// <summary>A stream of the terms that stand for a number.</summary>
    public static TokenStream Number(long value) =>
        (number ??= new NumericTokenStream(TextTypes.PrecisionStep)).SetInt64Value(value);

    private sealed class TermStream : TokenStream
    {
        private readonly TermBytes bytes = new();
        private bool isDone;

        public TermStream()
        {
            AddAttributeImpl(bytes);
            AddAttribute<IOffsetAttribute>();
            AddAttribute<IPositionIncrementAttribute>();
        }

        public BytesRef Value { get; set; } = new();

        public override void Reset() => isDone = false;

        public override bool IncrementToken()
        {
            if (isDone)
                return false;
            ClearAttributes();
            bytes.Value = Value;
            isDone = true;
            return true;
        }
    }

    /// <summary>Hands a term over as it is; Lucene asks for one <see cref="BytesRef"/> once and has it filled for each token.</summary>
    private sealed class TermBytes : Lucene.Net.Util.Attribute, ITermToBytesRefAttribute
    {
        private static readonly BytesRef Nothing = new();

        public BytesRef Value { get; set; } = Nothing;

        public BytesRef BytesRef { get; } = new();

        public void FillBytesRef()
        {
            BytesRef.Bytes = Value.Bytes;
            BytesRef.Offset = Value.Offset;
            BytesRef.Length = Value.Length;
        }

        public override void Clear() => Value = Nothing;

        public override void CopyTo(IAttribute target) => ((TermBytes)target).Value = Value;
    }
}
