// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0

import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.nio.ByteBuffer;
import java.util.AbstractCollection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Message;
import org.apache.kafka.common.protocol.ObjectSerializationCache;

/**
 * Prints, for each message named on the command line and each version that this release of Apache
 * Kafka's client knows, "Name version hex" twice: with its defaults, and with every field filled
 * that the version can carry. A message without any bytes is a dash.
 */
public class GoldenBytes {
    static Message root;
    static short version;
    static int next;

    public static void main(String[] names) throws Exception {
        for (String name : names) {
            for (String kind : new String[] {"Request", "Response"}) {
                Class<?> type = Class.forName("org.apache.kafka.common.message." + name + kind + "Data");
                Message sample = (Message) type.getConstructor().newInstance();
                for (version = sample.lowestSupportedVersion(); version <= sample.highestSupportedVersion(); ++version) {
                    root = (Message) type.getConstructor().newInstance();
                    if (writes()) {
                        System.out.println(name + kind + " " + version + " " + encode());
                    }
                    next = 1;
                    fill(root);
                    System.out.println(name + kind + " " + version + " " + encode());
                }
            }
        }
    }

    static boolean writes() {
        try {
            encode();
            return true;
        } catch (RuntimeException refused) {
            return false;
        }
    }

    static String encode() {
        ObjectSerializationCache cache = new ObjectSerializationCache();
        ByteBuffer bytes = ByteBuffer.allocate(root.size(cache, version));
        root.write(new ByteBufferAccessor(bytes), cache, version);
        return bytes.capacity() == 0 ? "-" : HexFormat.of().formatHex(bytes.array());
    }

    static void fill(Object message) throws Exception {
        Method[] methods = message.getClass().getMethods();
        Arrays.sort(methods, Comparator.comparing(Method::getName));
        for (Method setter : methods) {
            if (!setter.getName().startsWith("set") || setter.getParameterCount() != 1 || setter.getName().equals("setNext")
                    || setter.getName().equals("setPrev")) {
                continue;
            }
            String name = Character.toLowerCase(setter.getName().charAt(3)) + setter.getName().substring(4);
            Method getter = message.getClass().getMethod(name);
            Object before = getter.invoke(message);
            Object value = value(setter, getter);
            boolean elements = value instanceof Collection && !((Collection<?>) value).isEmpty();
            setter.invoke(message, value);
            if (!writes()) {
                setter.invoke(message, before);
                continue;
            }
            if (elements) {
                for (Object element : (Collection<?>) value) {
                    if (element instanceof Message) {
                        fill(element);
                    }
                }
            } else if (value instanceof Message) {
                fill(value);
            }
        }
    }

    @SuppressWarnings("unchecked")
    static Object value(Method setter, Method getter) throws Exception {
        Class<?> type = setter.getParameterTypes()[0];
        int number = next++;
        if (type == boolean.class) return true;
        if (type == byte.class) return (byte) number;
        if (type == short.class) return (short) (number + 100);
        if (type == int.class) return number + 100_000;
        if (type == long.class) return number + 10_000_000_000L;
        if (type == String.class) return "s" + number;
        if (type == byte[].class) return new byte[] {1, 2, (byte) number};
        if (type == ByteBuffer.class) return ByteBuffer.wrap(new byte[] {3, 4, (byte) number});
        if (type == Uuid.class) return new Uuid(number, number + 1);
        if (type.getSimpleName().equals("BaseRecords")) {
            // Its package differs from release to release.
            return Class.forName(type.getPackageName() + ".MemoryRecords")
                    .getMethod("readableRecords", ByteBuffer.class)
                    .invoke(null, ByteBuffer.wrap(new byte[] {5, 6, 7, (byte) number}));
        }
        if (List.class.isAssignableFrom(type)) {
            Class<?> element = (Class<?>) ((ParameterizedType) setter.getGenericParameterTypes()[0]).getActualTypeArguments()[0];
            List<Object> list = new ArrayList<>();
            for (int i = 0; i < 2; ++i) {
                list.add(element(element, number + i));
            }
            return list;
        }
        if (Collection.class.isAssignableFrom(type)) {
            // Kafka's linked hash collections have no element type to ask for: it is in the name.
            Collection<Object> collection = (Collection<Object>) type.getConstructor().newInstance();
            Class<?> element = Class.forName(type.getName().substring(0, type.getName().length() - "Collection".length()));
            collection.add(element.getConstructor().newInstance());
            return collection;
        }
        return type.getConstructor().newInstance();
    }

    static Object element(Class<?> type, int number) throws Exception {
        if (type == Integer.class) return number + 200_000;
        if (type == Long.class) return number + 20_000_000_000L;
        if (type == Short.class) return (short) number;
        if (type == Byte.class) return (byte) number;
        if (type == String.class) return "e" + number;
        if (type == Uuid.class) return new Uuid(number, number + 7);
        return type.getConstructor().newInstance();
    }
}
