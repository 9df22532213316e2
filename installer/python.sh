#!/bin/sh
# Builds the interpreter that is shipped for Linux, for an old C library, from sources that lie unpacked in $SOURCES.
# SOURCES  folders zlib bzip2 xz sqlite openssl python, and libffi with an include/ and a lib/libffi_pic.a
# CC AR RANLIB  the cross compiler;  WORK  an empty folder;  RESULT  becomes the folder of the interpreter
set -eu
export CC AR RANLIB
export CFLAGS="-O2 -fPIC" SOURCE_DATE_EPOCH=1
parts=$WORK/parts
mkdir -p "$parts/lib" "$parts/include"
jobs=-j$(nproc)

cd "$SOURCES/zlib"
./configure --static --prefix="$parts"
make "$jobs" libz.a
make install

cd "$SOURCES/bzip2"
make "$jobs" libbz2.a CC="$CC" AR="$AR" RANLIB="$RANLIB" CFLAGS="$CFLAGS -D_FILE_OFFSET_BITS=64"
cp libbz2.a "$parts/lib/"
cp bzlib.h "$parts/include/"

cd "$SOURCES/xz"
./configure --prefix="$parts" --disable-shared --disable-xz --disable-xzdec --disable-lzmadec --disable-lzmainfo \
  --disable-scripts --disable-doc --disable-nls
make "$jobs"
make install

cp "$SOURCES/libffi/lib/libffi_pic.a" "$parts/lib/libffi.a"
cp "$SOURCES/libffi/include/"*.h "$parts/include/"

# As Debian builds it: what is deleted is overwritten, and a query may name as many values as Debian's may.
cd "$SOURCES/sqlite"
./configure --disable-tcl
make sqlite3.c
"$CC" $CFLAGS -DSQLITE_THREADSAFE=1 -DSQLITE_SECURE_DELETE -DSQLITE_MAX_VARIABLE_NUMBER=250000 -DSQLITE_USE_URI \
  -DSQLITE_ENABLE_FTS3 -DSQLITE_ENABLE_FTS3_PARENTHESIS -DSQLITE_ENABLE_FTS4 -DSQLITE_ENABLE_FTS5 -DSQLITE_ENABLE_RTREE \
  -DSQLITE_ENABLE_COLUMN_METADATA -DSQLITE_ENABLE_DBSTAT_VTAB -DSQLITE_ENABLE_MATH_FUNCTIONS \
  -DSQLITE_ENABLE_UNLOCK_NOTIFY -DHAVE_FDATASYNC -c sqlite3.c -o sqlite3.o
"$AR" rcs "$parts/lib/libsqlite3.a" sqlite3.o
cp sqlite3.h sqlite3ext.h "$parts/include/"

# Certificates are looked for where Debian and its relatives keep them.
cd "$SOURCES/openssl"
./Configure linux-x86_64 --prefix="$parts" --libdir=lib --openssldir=/etc/ssl \
  no-shared no-tests no-docs no-apps no-module no-legacy no-async no-engine no-zlib
make "$jobs" build_libs
make install_dev

cd "$SOURCES/python"
export CPPFLAGS="-I$parts/include" LDFLAGS="-L$parts/lib -Wl,-z,noexecstack -s" PKG_CONFIG=/bin/false
ZLIB_CFLAGS="-I$parts/include" ZLIB_LIBS="-L$parts/lib -lz" \
  BZIP2_CFLAGS="-I$parts/include" BZIP2_LIBS="-L$parts/lib -lbz2" \
  LIBLZMA_CFLAGS="-I$parts/include" LIBLZMA_LIBS="-L$parts/lib -llzma" \
  LIBFFI_CFLAGS="-I$parts/include" LIBFFI_LIBS="-L$parts/lib -lffi" \
  LIBSQLITE3_CFLAGS="-I$parts/include" LIBSQLITE3_LIBS="-L$parts/lib -lsqlite3 -lm" \
  ./configure --prefix=/python --with-openssl="$parts" --with-openssl-rpath=no --without-ensurepip \
  --disable-test-modules --without-readline \
  py_cv_module__tkinter=n/a py_cv_module__curses=n/a py_cv_module__curses_panel=n/a py_cv_module__dbm=n/a \
  py_cv_module__gdbm=n/a py_cv_module__uuid=n/a py_cv_module_readline=n/a
make "$jobs"
make install DESTDIR="$WORK/installed"
mv "$WORK/installed/python" "$RESULT"
