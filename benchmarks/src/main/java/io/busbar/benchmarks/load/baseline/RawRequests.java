package io.busbar.benchmarks.load.baseline;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One connection: {@code GET /…/ADDRESS} opens a stream, {@code POST /…/ADDRESS} publishes its body. Nothing else is understood. */
final class RawRequests extends ChannelInboundHandlerAdapter {

    private static final ByteBuf OPENED = constant(String.join(
            "\r\n",
            "HTTP/1.1 200 OK",
            "Content-Type: text/event-stream",
            "Cache-Control: no-cache",
            "Transfer-Encoding: chunked",
            "",
            ""));

    private static final ByteBuf PUBLISHED = constant("HTTP/1.1 204 No Content\r\n\r\n");
    private static final AsciiString LENGTH = AsciiString.of("content-length:");
    private static final String HEAD_END = "\r\n\r\n";
    private static final int CHUNK_BYTES = 32;
    private static final int MOST_HEAD_BYTES = 1 << 10;

    private final List<RawReaders> all;
    private @Nullable ByteBuf begun;

    RawRequests(List<RawReaders> all) {
        this.all = all;
    }

    private static ByteBuf constant(String text) {
        return Unpooled.unreleasableBuffer(Unpooled.directBuffer().writeBytes(text.getBytes(StandardCharsets.US_ASCII)))
                .asReadOnly();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        boolean isContinued = begun != null;
        if (begun != null) {
            in = begun.writeBytes(in);
            ((ByteBuf) message).release();
            begun = null;
        }
        while (in.isReadable() && request(context, in)) {}
        if (in.isReadable() && isContinued) {
            begun = in.discardSomeReadBytes();
            return;
        }
        if (in.isReadable()) {
            begun = context.alloc().buffer().writeBytes(in);
        }
        in.release();
    }

    /** Returns whether there was a whole request. */
    private boolean request(ChannelHandlerContext context, ByteBuf in) {
        int seen = Math.min(in.readableBytes(), MOST_HEAD_BYTES);
        String text = in.toString(in.readerIndex(), seen, StandardCharsets.ISO_8859_1);
        int headEnd = text.indexOf(HEAD_END) + HEAD_END.length();
        if (headEnd < HEAD_END.length()) {
            return false;
        }
        String path = text.substring(text.indexOf(' ') + 1, text.indexOf(' ', text.indexOf(' ') + 1));
        String address = path.substring(path.lastIndexOf('/') + 1);
        if (text.startsWith("GET")) {
            in.skipBytes(headEnd);
            all.stream()
                    .filter(readers -> readers.isOf(context.channel()))
                    .forEach(readers -> readers.add(address, context.channel()));
            context.writeAndFlush(OPENED.duplicate(), context.voidPromise());
            return true;
        }
        int length = length(text.substring(0, headEnd).toLowerCase(Locale.ROOT));
        if (in.readableBytes() < headEnd + length) {
            return false;
        }
        in.skipBytes(headEnd);
        publish(address, in.readSlice(length), context);
        context.writeAndFlush(PUBLISHED.duplicate(), context.voidPromise());
        return true;
    }

    private static int length(String head) {
        int at = head.indexOf(LENGTH.toString()) + LENGTH.length();
        return Integer.parseInt(head.substring(at, head.indexOf('\r', at)).strip());
    }

    private void publish(String address, ByteBuf text, ChannelHandlerContext context) {
        ByteBuf chunk = context.alloc().directBuffer(text.readableBytes() + CHUNK_BYTES);
        int payload = "data: ".length() + text.readableBytes() + "\n\n".length();
        chunk.writeCharSequence(Integer.toHexString(payload) + "\r\ndata: ", StandardCharsets.US_ASCII);
        chunk.writeBytes(text).writeCharSequence("\n\n\r\n", StandardCharsets.US_ASCII);
        chunk.retain(all.size() - 1);
        for (RawReaders readers : all) {
            readers.broadcast(address, chunk);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (begun != null) {
            begun.release();
            begun = null;
        }
    }

    /** Readers leave by reset. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
